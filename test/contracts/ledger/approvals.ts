import { randomBytes, randomUUID } from 'node:crypto';
import type { Approval, Proposal } from '../../../src/domain/approval';
import { type Ledger, SYSTEM_AUDIT } from '../../../src/ledger/ledger';
import { actor } from '../../support/portfolios';

export function approvalsContract(ledger: Ledger): void {
  describe('approvals', () => {
    const [ANNA, BOB] = ['cli:anna@desk', 'cli:bob@desk'];
    const at = (hour: number) => `2031-05-0${1 + Math.floor(hour / 24)}T${`${hour % 24}`.padStart(2, '0')}:00:00.000Z`;
    const by = (name: string, hour = 0) => actor({ name, at: at(hour), via: 'cli' });
    const proposal = async (some: Partial<Proposal> = {}): Promise<Proposal> => {
      const parameters = { price: '10', reason: 'split' };
      const symbol = `S${randomUUID()}`;
      await ledger.keepPrices([{ symbol, price: '100', known: null }], at(0));
      return { action: 'accept-price', subject: symbol, parameters, evidence: '100', ...some };
    };
    const priceOf = async (symbol: string) => (await ledger.knownPrices()).find((one) => one.symbol === symbol)?.price;
    const stored = async (id: string, hour: number) => (await ledger.listApprovals({ id, at: at(hour), limit: 2 }))[0];

    test('what is proposed waits a day, once, for somebody else, and the audit has all of it', async () => {
      const proposed = await proposal();
      const approval = await ledger.propose(proposed, by(ANNA));
      expect(approval).toEqual({
        ...proposed,
        id: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
        state: 'PENDING',
        proposedBy: ANNA,
        proposedAt: at(0),
        expiresAt: at(24),
        decidedBy: null,
        decidedAt: null,
        note: null,
      });
      expect(await ledger.propose(proposed, by(ANNA))).toEqual(approval);
      const { id } = approval;
      const yes = { state: 'APPROVED', note: 'seen' } as const;
      const same = { ok: false, refusal: 'APPROVAL_BY_SAME_PERSON', why: 'OWN_PROPOSAL' };
      for (const name of [ANNA, 'cli:Anna@other', 'temporal:anna'])
        expect(await ledger.decideApproval(id, yes, by(name, 1))).toEqual(same);
      expect(await ledger.decideApproval(id, yes, by('key:1', 1))).toEqual({ ...same, why: 'ASKER_UNKNOWN' });
      expect(await stored(id, 1)).toEqual(approval);
      const after = { ...approval, state: 'APPROVED', decidedBy: BOB, decidedAt: at(2), note: 'seen' };
      expect(await ledger.decideApproval(id, yes, by(BOB, 2))).toEqual({ ok: true, approval: after });
      expect(await priceOf(proposed.subject)).toBe('10');
      await ledger.keepPrices([{ symbol: proposed.subject, price: '11', known: '10' }], at(2));
      expect(await ledger.decideApproval(id, yes, by(BOB, 3))).toEqual({ ok: true, approval: after });
      expect(await priceOf(proposed.subject)).toBe('11');
      const decided = { ok: false, refusal: 'APPROVAL_DECIDED' };
      expect(await ledger.decideApproval(id, yes, by('cli:carl@desk', 3))).toEqual(decided);
      expect(await ledger.decideApproval(id, { state: 'REJECTED', note: '' }, by(BOB, 3))).toEqual(decided);
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.approval === id);
      const about = { approval: id, ...proposed };
      expect(rows).toMatchObject([
        { event: 'APPROVAL_PROPOSED', actor: ANNA, via: 'cli', detail: about },
        { event: 'APPROVAL_GIVEN', actor: BOB, detail: { ...about, proposedBy: ANNA, note: 'seen' } },
      ]);
      // It is decided: the same may be proposed again.
      expect(await ledger.propose(proposed, by(ANNA, 3))).toMatchObject({ state: 'PENDING', proposedAt: at(3) });
    });

    test('who proposed it may reject it; what nobody approved within a day has expired', async () => {
      const mine = await ledger.propose(await proposal(), by(ANNA));
      const old = await ledger.propose(await proposal(), by(ANNA));
      const no = { state: 'REJECTED', note: 'wrong' } as const;
      expect(await ledger.decideApproval(mine.id, no, by(ANNA, 1))).toMatchObject({ ok: true });
      expect(await stored(mine.id, 1)).toMatchObject({ state: 'REJECTED', decidedBy: ANNA, note: 'wrong' });
      expect(await stored(old.id, 23)).toMatchObject({ state: 'PENDING' });
      expect(await stored(old.id, 24)).toMatchObject({ state: 'EXPIRED' });
      const yes = { state: 'APPROVED', note: '' } as const;
      expect(await ledger.decideApproval(old.id, yes, by(BOB, 24))).toEqual({ ok: false, refusal: 'APPROVAL_EXPIRED' });
      const { action, subject, parameters, evidence } = old;
      const again = await ledger.propose({ action, subject, parameters, evidence }, by(ANNA, 24));
      expect(again).toMatchObject({ state: 'PENDING', proposedBy: ANNA, expiresAt: at(48) });
      expect(await stored(old.id, 25)).toMatchObject({ state: 'EXPIRED', decidedBy: null });
      expect(await ledger.decideApproval('nothing', yes, by(BOB))).toEqual({
        ok: false,
        refusal: 'APPROVAL_NOT_FOUND',
      });
    });

    test('another value, or another state of the world, is another proposal', async () => {
      const one = await proposal();
      const first = await ledger.propose(one, by(ANNA));
      const others = [{ evidence: '101' }, { subject: 'OTHER' }, { parameters: { price: '11', reason: 'split' } }];
      for (const other of others) expect((await ledger.propose({ ...one, ...other }, by(ANNA))).id).not.toBe(first.id);
    });

    test('of 10 who propose the same at once each has a proposal, and of 10 who approve one of them one does', async () => {
      const one = await proposal();
      const names = Array.from({ length: 10 }, (_, n) => `cli:p${n}@desk`);
      const proposals = await Promise.all([...names, ...names].map((name) => ledger.propose(one, by(name))));
      expect(new Set(proposals.map(({ id }) => id)).size).toBe(10);
      const [{ id }, ...others] = proposals as [Approval, ...Approval[]];
      const yes = { state: 'APPROVED', note: '' } as const;
      const approvers = names.map((name) => name.replace('@', 'x@'));
      const answers = await Promise.all(approvers.map((name) => ledger.decideApproval(id, yes, by(name, 1))));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      for (const other of others.filter((approval) => approval.id !== id))
        expect(await stored(other.id, 1)).toMatchObject({ state: 'REJECTED', note: `${id} was approved instead` });
    });

    test('of 10 different ones about the same that are approved at once one is done', async () => {
      const one = await proposal();
      const prices = Array.from({ length: 10 }, (_, n) => `${n + 1}`);
      const proposals = await Promise.all(
        prices.map((price) => ledger.propose({ ...one, parameters: { price, reason: 'split' } }, by(ANNA))),
      );
      const yes = { state: 'APPROVED', note: '' } as const;
      const answers = await Promise.all(proposals.map(({ id }) => ledger.decideApproval(id, yes, by(BOB, 1))));
      const [done, ...more] = answers.flatMap((answer) => (answer.ok ? [answer.approval] : []));
      expect(more).toEqual([]);
      expect(await priceOf(one.subject)).toBe(done?.parameters.price);
    });

    test('the keys of two people approve, unless one person made both or has made one of them', async () => {
      const newId = () =>
        [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
      const key = async (owner: string, maker: string) => {
        const [id, secretHash] = [newId(), randomBytes(32).toString('hex')];
        const some = { role: 'approver', name: owner, owner, expiresAt: at(24) } as const;
        await ledger.createKey({ ...some, id, secretHash }, by(maker));
        return `key:${id}#${owner}`;
      };
      const [bob, eve, cyn] = [await key('bob', ANNA), await key('eve', ANNA), await key('cyn', 'cli:dave@desk')];
      const yes = { state: 'APPROVED', note: '' } as const;
      const approved = async (proposer: string, approver: string) => {
        const { id } = await ledger.propose(await proposal(), by(proposer));
        const answer = await ledger.decideApproval(id, yes, by(approver, 1));
        return 'why' in answer ? answer.why : answer.ok;
      };
      expect(await approved(ANNA, bob)).toBe('SAME_MAKER');
      expect(await approved(bob, eve)).toBe('SAME_MAKER');
      expect(await approved(bob, BOB)).toBe('OWN_PROPOSAL');
      expect(await approved(bob, cyn)).toBe(true);
      expect(await approved(cyn, ANNA)).toBe(true);
    });

    test('what is not any more as it was proposed is not done', async () => {
      const one = await proposal();
      const { id } = await ledger.propose(one, by(ANNA));
      await ledger.acceptPrice({ symbol: one.subject, price: '101', reason: 'looked' }, by(BOB, 1));
      const yes = { state: 'APPROVED', note: '' } as const;
      expect(await ledger.decideApproval(id, yes, by(BOB, 1))).toEqual({ ok: false, refusal: 'APPROVAL_VOID' });
      expect(await stored(id, 1)).toMatchObject({ state: 'PENDING' });
      expect(await priceOf(one.subject)).toBe('101');
    });

    test('are listed by page, the latest first, all or those that wait', async () => {
      const early = await ledger.propose(await proposal(), by(ANNA, 80));
      const late = await ledger.propose(await proposal(), by(ANNA, 81));
      await ledger.decideApproval(late.id, { state: 'REJECTED', note: '' }, by(BOB, 82));
      const ids = async (which: Omit<Parameters<Ledger['listApprovals']>[0], 'at' | 'limit'>, limit = 2) =>
        (await ledger.listApprovals({ ...which, at: at(82), limit })).map(({ id }) => id);
      expect(await ids({})).toEqual([late.id, early.id]);
      expect(await ids({ isPending: true }, 1)).toEqual([early.id]);
      expect(await ids({ after: late }, 1)).toEqual([early.id]);
    });

    test('the switch is set only where the one who sets it believes it to be', async () => {
      const halted = await ledger.setTrading({ position: 'halted', reason: 'odd' }, by(ANNA, 90));
      const go = { position: 'active', reason: 'fine' } as const;
      expect(await ledger.setTrading({ ...go, ifSince: at(89) }, by(BOB, 91))).toEqual(halted);
      expect(await ledger.setTrading({ ...go, ifSince: at(90) }, by(BOB, 91))).toMatchObject({ position: 'active' });
    });
  });
}
