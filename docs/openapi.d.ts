// Made from docs/openapi.json by "npm run contract".

export interface paths {
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show whose key this is and what it may do */
        get: operations["showMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what the ledger says of all portfolios together */
        get: operations["showFleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List portfolios whose rebalance is refused, starting with the oldest refusal */
        get: operations["listRefused"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/books/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the doubt about the broker: for a day, accounts that differ are held one by one */
        post: operations["trustBroker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at everything a rebalance needs, and say what to do about what is wrong */
        get: operations["runDoctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List portfolios by id */
        get: operations["listPortfolios"];
        put?: never;
        /** Open a portfolio on an account at the broker */
        post: operations["openPortfolio"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a portfolio with its weights at the latest prices */
        get: operations["showPortfolio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a portfolio was worth, day by day */
        get: operations["listValues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at many portfolios at once: status, value, drift and open batch */
        get: operations["watchPortfolios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List imports, the latest first: they are kept for a week */
        get: operations["listImports"];
        put?: never;
        /** Import portfolios from a file, all of them or none */
        post: operations["importPortfolios"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{importId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the progress of an import */
        get: operations["showImport"];
        put?: never;
        post?: never;
        /** Cancel an import of which nothing is stored yet */
        delete: operations["cancelImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{importId}/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is wrong with the lines of an import */
        get: operations["listImportProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/portfolios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the portfolios that are not CLOSED as a file that can be imported */
        get: operations["exportPortfolios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replace all targets: they sum to exactly 100, and 0 sells what is held */
        put: operations["setTargets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change fields of the policy: the next batch uses it */
        patch: operations["setPolicy"];
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every version of the policy */
        get: operations["listPolicies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a portfolio: it is not rebalanced until it is resumed */
        post: operations["pausePortfolio"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a paused portfolio */
        post: operations["resumePortfolio"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a portfolio: it is never traded again */
        post: operations["closePortfolio"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/restrictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the portfolio must not buy or sell */
        get: operations["listRestrictions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/restrictions/{symbol}/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keep the portfolio from trading a symbol: from the next plan on */
        put: operations["addRestriction"];
        post?: never;
        /** Remove a restriction */
        delete: operations["removeRestriction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the models that portfolios may follow */
        get: operations["listModels"];
        put?: never;
        /** Create a model with its first version */
        post: operations["createModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{modelId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a model, and how many portfolios have each version */
        get: operations["showModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{modelId}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a model: none of them ever changes */
        get: operations["listModelVersions"];
        put?: never;
        /** Add a version to a model: no portfolio has it before it is rolled out */
        post: operations["addModelVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{modelId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a model that no portfolio follows */
        post: operations["archiveModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{modelId}/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the portfolios that follow a model */
        get: operations["listSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show which model the portfolio follows */
        get: operations["showSubscription"];
        /** Have the portfolio follow a model: its targets are those of the model from now on */
        put: operations["subscribe"];
        post?: never;
        /** End the subscription: the portfolio keeps the targets that it has */
        delete: operations["unsubscribe"];
        options?: never;
        head?: never;
        /** Pin the portfolio to a version, let it follow again, or replace its overrides */
        patch: operations["changeSubscription"];
        trace?: never;
    };
    "/v1/models/{modelId}/versions/{version}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Add up what rolling out a version would do now, part by part; nothing is stored */
        get: operations["previewRollout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{modelId}/rollouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a version to the portfolios that follow the model, cohort by cohort */
        post: operations["startRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rollouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List roll-outs, of one model or of all */
        get: operations["listRollouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rollouts/{rolloutId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how far a roll-out is */
        get: operations["showRollout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rollouts/{rolloutId}/portfolios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the portfolios of a roll-out, and what became of each */
        get: operations["listRolloutPortfolios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rollouts/{rolloutId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a roll-out: no other portfolio gets the version */
        post: operations["pauseRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rollouts/{rolloutId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a roll-out that is paused */
        post: operations["resumeRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rollouts/{rolloutId}/abort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a roll-out: portfolios that have the version keep it */
        post: operations["abortRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is to be taken out of the portfolio, and what was */
        get: operations["listWithdrawals"];
        put?: never;
        /** Set money aside to be taken out: what the cash lacks is raised by selling */
        post: operations["requestWithdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/withdrawals/{withdrawalId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a withdrawal: its money may be spent again */
        post: operations["cancelWithdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/withdrawals/{withdrawalId}/paid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that the money of a withdrawal has left */
        post: operations["markWithdrawalPaid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show what a rebalance would do now: nothing is locked, stored or sent */
        post: operations["previewPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/rebalances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a rebalance, and learn at once whether it began */
        post: operations["requestRebalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/investments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for the cash above the reserve to be invested, by buys alone, and learn at once whether it began */
        post: operations["requestInvestment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/rebalances/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a rebalance to its end */
        get: operations["showRebalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze the plan that a rebalance would trade now, for another person to approve */
        post: operations["proposePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List frozen plans, the last proposed first */
        get: operations["listProposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposalId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a frozen plan, and whether what it rests on has moved */
        get: operations["showProposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposalId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a frozen plan that somebody else proposed */
        post: operations["approvePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposalId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a frozen plan, or take your own back */
        post: operations["rejectPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposalId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Trade exactly the orders of an approved proposal, or nothing; learn at once whether a run began */
        post: operations["releaseProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plan for holdings and prices that you send: no broker is asked and nothing is stored */
        post: operations["planWhatIf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the batches of all portfolios */
        get: operations["listAllBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the batches of a portfolio */
        get: operations["listBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/batches/{batchId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a batch with its orders */
        get: operations["showBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/batches/{batchId}/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the broker executed for a batch */
        get: operations["listFills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the broker's activities of all portfolios */
        get: operations["listAllActivities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the broker's activities of a portfolio */
        get: operations["listActivities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stale": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the STALE portfolios */
        get: operations["listStale"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/stale": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show why a portfolio is STALE, as ledger and broker have it now */
        get: operations["showStale"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze a portfolio: what is open is cancelled, and nothing is traded until it is released */
        post: operations["freezePortfolio"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolve a STALE portfolio, and wait for the outcome */
        post: operations["resolveStale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/declare-outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what became of an order of which the broker says nothing: it counts once two people say the same */
        post: operations["declareOutcome"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow what happens, as a stream or by pages */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trading": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the kill switch */
        get: operations["showTrading"];
        /** Set the kill switch for all portfolios */
        put: operations["setTrading"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what the plans of all portfolios are held to */
        get: operations["showRules"];
        /** Replace the rules for the plans of all portfolios */
        put: operations["setRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the prices at the simulated broker */
        get: operations["listPrices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/price-jumps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List prices that are far from the last known good ones: nothing is traded on them */
        get: operations["listPriceJumps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/price-jumps/{symbol}/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the good prices of a symbol over the last days */
        get: operations["listPricePoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/price-jumps/{symbol}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept a price that was checked: later prices are compared with it */
        post: operations["acceptPrice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was proposed, the latest first */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{approvalId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve what somebody else proposed, and do it */
        post: operations["approveProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals/{approvalId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a proposal, or cancel your own */
        post: operations["rejectProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the audit of all portfolios together */
        get: operations["searchAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was done to a portfolio */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was done that concerns all portfolios, such as halting trading or making a key */
        get: operations["listSystemAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the whole audit of a portfolio */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/portfolios/{portfolioId}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the whole audit of a portfolio as a file, a row a line */
        get: operations["exportAuditLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/audit/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the audit of what concerns all portfolios as a file, a row a line */
        get: operations["exportSystemAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/portfolios/{portfolioId}/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify that no row of an audit was changed, removed or inserted */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/system/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for the audit of what concerns all portfolios */
        get: operations["verifySystemAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verify every audit, those of a page of portfolios at a time */
        get: operations["verifyAudits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys of this API, without their secrets */
        get: operations["listKeys"];
        put?: never;
        /** Create a key for this API */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key: its next request is refused */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks, without their secrets */
        get: operations["listWebhooks"];
        put?: never;
        /** Have events sent to a URL from now on */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a webhook, without its secret */
        get: operations["showWebhook"];
        put?: never;
        post?: never;
        /** Remove a webhook with its secrets and its log */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        /** Change the URL or the events of a webhook, disable or enable it */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new secret: for a day, messages are signed with the one before as well */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was sent to a webhook, the latest first: it is kept for 30 days */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test message */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhookId}/deliveries/{deliveryId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message again, now */
        post: operations["resendWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Me: {
            principal: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "approver" | "admin";
        };
        Problem: {
            /**
             * @description where the code is explained
             * @example /problems/PORTFOLIO_PAUSED
             */
            type: string;
            /** @description what the code means, whatever it was about */
            title: string;
            status: number;
            /** @description what was wrong this time, and what to do */
            detail: string;
            /**
             * @description for programs: the set is closed
             * @example PORTFOLIO_PAUSED
             */
            code: string;
            /** @description as in the header X-Request-Id, and in our log */
            requestId: string;
            /** @description each field that is wrong, with its rule */
            errors?: {
                /** @example targets.0.percent */
                field: string;
                /** @example must be a decimal string such as "12.5" */
                rule: string;
            }[];
            /** @description what else is known of a refusal */
            about?: {
                /** @description the portfolio that has the account */
                owner?: string | null;
                /** @description held, and without a target */
                symbols?: string[];
                /** @description what was proposed: somebody else approves it */
                approvals?: string[];
                /** @description the rebalance that is under way */
                runId?: string;
                /** @description the version that the policy has now */
                policyVersion?: number;
                /** @description why it stays STALE */
                reason?: string;
            };
        };
        Fleet: {
            /** @description how long ago it was read: at most about a second */
            ageMs: number;
            trading: components["schemas"]["Trading"];
            /** @description the breaker halted trading, and only a person ends that */
            isBreakerTripped: boolean;
            vitals: {
                portfolios: {
                    PAUSED: number;
                    STALE: number;
                };
                openBatches: {
                    PENDING: number;
                    STALE: number;
                };
                unknownOrders: number;
                /**
                 * Format: date-time
                 * @example 2026-03-02T15:00:00.000Z
                 */
                oldestPending: string | null;
                refused: {
                    code: string;
                    count: number;
                    /**
                     * Format: date-time
                     * @example 2026-03-02T15:00:00.000Z
                     */
                    oldest: string;
                }[];
            };
            /** @description the first refusal that a person can end */
            refusalToMend: string | null;
            books: {
                progress: {
                    portfolios: number;
                    read: number;
                    differing: number;
                    /**
                     * Format: date-time
                     * @example 2026-03-02T15:00:00.000Z
                     */
                    oldest: string | null;
                };
                doubt: {
                    /**
                     * Format: date-time
                     * @example 2026-03-02T15:00:00.000Z
                     */
                    since: string;
                    differing: number;
                    read: number;
                } | null;
            };
            /** @description what the monitors see; null when none has ever reported */
            watching: {
                /**
                 * Format: date-time
                 * @description how old the oldest of its figures is
                 * @example 2026-03-02T15:00:00.000Z
                 */
                at: string;
                monitors: number;
                /** @description portfolios by drift, in multiples of their own threshold from 0, 0.5, 1, 1.5, 2: above 1 they have drifted */
                drifts: number[];
                /** @description a price is missing */
                unjudged: number;
                /** @description past their threshold, and their turn has not come */
                waiting: number;
                /** @description why nobody is asked for now */
                heldBack: string | null;
                running: number;
                endedPerMinute: number;
                /** @description until none waits, at this pace */
                secondsLeft: number | null;
                /**
                 * Format: date-time
                 * @description when the newest price was made
                 * @example 2026-03-02T15:00:00.000Z
                 */
                pricedAt: string | null;
            } | null;
            /** @enum {string|null} */
            booksNeed: "trust" | "resolve" | "monitor" | null;
        };
        Trading: {
            /** @enum {string} */
            position: "active" | "reduce-only" | "halted";
            undo: boolean;
            actor: string;
            reason: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            since: string;
        };
        RefusedPage: {
            data: components["schemas"]["RefusedPortfolio"][];
            nextCursor: string | null;
        };
        RefusedPortfolio: {
            /** @example growth-4711 */
            id: string;
            accountId: string;
            version: number;
            code: string;
            detail: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            since: string;
        };
        TrustedBroker: {
            /** @enum {boolean} */
            trusted: true;
        };
        TrustBroker: {
            /** @example the broker reports outages */
            reason: string;
        };
        Checks: {
            checks: components["schemas"]["Check"][];
        };
        Check: {
            /** @example worker */
            name: string;
            /** @enum {string} */
            state: "ok" | "warning" | "problem";
            found: string;
            /** @description what to do, or "" */
            advice: string;
            /** @description why it could not be looked at, or null */
            code: string | null;
        };
        PortfolioPage: {
            data: components["schemas"]["Portfolio"][];
            nextCursor: string | null;
        };
        Portfolio: {
            /** @example growth-4711 */
            id: string;
            accountId: string;
            /** @enum {string} */
            status: "ACTIVE" | "PAUSED" | "STALE" | "CLOSED";
            statusReason: string | null;
            frozen: boolean;
            version: number;
            settingsRevision: number;
            policyVersion: number;
            policy: components["schemas"]["Policy"];
            targets: components["schemas"]["Target"][];
            holdings: components["schemas"]["Holding"][];
            restrictions: components["schemas"]["Restriction"][];
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            cash: string;
            /** @description the open ones, oldest first */
            withdrawals: components["schemas"]["OpenWithdrawal"][];
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            coolUntil: string | null;
            refusal: {
                code: string;
                detail: string;
            } | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            refusedSince: string | null;
        };
        /** @description docs/policies.md explains each field */
        Policy: {
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftThreshold: string;
            /** @enum {string} */
            driftMode: "relative" | "absolute";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftFloor: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftCeiling: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            halfSumThreshold: string | null;
            assetClasses: components["schemas"]["AssetClass"][];
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            cashAbove: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            cashBelow: string | null;
            /** @enum {string} */
            calendar: "never" | "monthly" | "quarterly" | "yearly";
            calendarDay: number;
            /** @enum {string} */
            destination: "target" | "band-edge";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            bandReturn: string;
            /** @enum {string} */
            shares: "fractional" | "whole";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            cashReserve: string;
            /** @enum {string} */
            execution: "auto" | "parallel" | "sells-first";
            /** @enum {string} */
            untargeted: "refuse" | "sell";
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            minOrder: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            minOrderPercent: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            minOrderPositionPercent: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            maxTurnover: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            maxTurnover30Days: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            minImprovement: string;
            maxRunsPerDay: number | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            externalCashLimit: string | null;
            /** @description milliseconds */
            lockTtlMs: number;
            reversalRetries: number;
            /** @description milliseconds */
            reversalDelayMs: number;
            /** @description milliseconds */
            orderDeadlineMs: number;
            /** @description milliseconds */
            planTtlMs: number;
            /** @description milliseconds */
            priceMaxAgeMs: number;
            /** @enum {string} */
            onFailure: "rollback" | "complete" | "hold";
            rollbackLimits: {
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                priceMovePercent: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                residualPercent: string;
                sameSession: boolean;
            };
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            residualAlertPercent: string;
            /** @description milliseconds */
            cooldownAfterRollbackMs: number;
            /** @description milliseconds */
            cooldownAfterSuccessMs: number;
            cooldownAfterSuccessTradingDays: number;
        };
        /** @description symbols that are looked at together, with a band of their own */
        AssetClass: {
            /** @example EQUITY */
            name: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            band: string;
            symbols: string[];
        };
        Target: {
            /** @example META */
            symbol: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            percent: string;
        };
        Holding: {
            /** @example META */
            symbol: string;
            /**
             * @description shares, at most 9 decimals
             * @example 12.5
             */
            quantity: string;
        };
        /** @description what the portfolio must not buy or sell, or is no part of what is rebalanced */
        Restriction: {
            /** @example META */
            symbol: string;
            /** @enum {string} */
            kind: "no-buy" | "no-sell" | "legacy";
            reason: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            until: string | null;
            by: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
        };
        /** @description what is set aside to be taken out */
        OpenWithdrawal: {
            id: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            amount: string;
            reason: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            until: string | null;
            by: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
        };
        OpenedPortfolio: {
            /** @example growth-4711 */
            id: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            cash: string;
            holdings: components["schemas"]["Holding"][];
            warnings: string[];
        };
        OpenPortfolio: {
            /** @example growth-4711 */
            id: string;
            /** @example b3c1f1de */
            accountId: string;
            targets: components["schemas"]["TargetInput"][];
            policy?: components["schemas"]["PolicyFields"];
            /**
             * @description take over what the account already holds
             * @default false
             */
            adopt?: boolean;
        };
        TargetInput: {
            /** @example META */
            symbol: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            percent: string;
        };
        PolicyFields: {
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftThreshold?: string;
            /** @enum {string} */
            driftMode?: "relative" | "absolute";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftFloor?: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftCeiling?: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            halfSumThreshold?: string | null;
            assetClasses?: components["schemas"]["AssetClass"][];
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            cashAbove?: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            cashBelow?: string | null;
            /** @enum {string} */
            calendar?: "never" | "monthly" | "quarterly" | "yearly";
            calendarDay?: number;
            /** @enum {string} */
            destination?: "target" | "band-edge";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            bandReturn?: string;
            /** @enum {string} */
            shares?: "fractional" | "whole";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            cashReserve?: string;
            /** @enum {string} */
            execution?: "auto" | "parallel" | "sells-first";
            /** @enum {string} */
            untargeted?: "refuse" | "sell";
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            minOrder?: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            minOrderPercent?: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            minOrderPositionPercent?: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            maxTurnover?: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            maxTurnover30Days?: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            minImprovement?: string;
            maxRunsPerDay?: number | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            externalCashLimit?: string | null;
            /** @description milliseconds */
            lockTtlMs?: number;
            reversalRetries?: number;
            /** @description milliseconds */
            reversalDelayMs?: number;
            /** @description milliseconds */
            orderDeadlineMs?: number;
            /** @description milliseconds */
            planTtlMs?: number;
            /** @description milliseconds */
            priceMaxAgeMs?: number;
            /** @enum {string} */
            onFailure?: "rollback" | "complete" | "hold";
            rollbackLimits?: {
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                priceMovePercent?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                residualPercent?: string;
                sameSession?: boolean;
            };
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            residualAlertPercent?: string;
            /** @description milliseconds */
            cooldownAfterRollbackMs?: number;
            /** @description milliseconds */
            cooldownAfterSuccessMs?: number;
            cooldownAfterSuccessTradingDays?: number;
        };
        ShownPortfolio: {
            portfolio: components["schemas"]["Portfolio"];
            measured: components["schemas"]["Measured"];
            problem: string | null;
        };
        /** @description at latest prices */
        Measured: {
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            value: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            drift: string;
            exceeds: boolean;
            positions: components["schemas"]["Position"][];
        } | null;
        Position: {
            /** @example META */
            symbol: string;
            /**
             * @description USD per share
             * @example 450.25
             */
            price: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            weight: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            target: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            drift: string;
        };
        DayValues: {
            data: components["schemas"]["DayValue"][];
        };
        DayValue: {
            /**
             * Format: date
             * @description in New York
             * @example 2026-03-02
             */
            day: string;
            /**
             * @description holdings at the prices of the moment, and cash
             * @example 1200.50
             */
            value: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            cash: string;
        };
        WatchedPage: {
            data: components["schemas"]["WatchedPortfolio"][];
            nextCursor: string | null;
        };
        WatchedPortfolio: {
            /** @example growth-4711 */
            id: string;
            /** @enum {string} */
            status: "ACTIVE" | "PAUSED" | "STALE" | "CLOSED";
            reason: string | null;
            /** @description why its rebalance is refused */
            refused: {
                code: string;
                /**
                 * Format: date-time
                 * @example 2026-03-02T15:00:00.000Z
                 */
                since: string;
            } | null;
            /**
             * @description at latest prices; null without them
             * @example 1200.50
             */
            value: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            drift: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            threshold: string;
            /** @description the open one: how many of its orders are filled whole */
            batch: {
                /**
                 * Format: uuid
                 * @example 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10
                 */
                id: string;
                /** @enum {string} */
                state: "PENDING" | "SUCCESS" | "ADJUSTED" | "ROLLED_BACK" | "STALE" | "ADOPTED";
                filled: number;
                orders: number;
            } | null;
            /** @description why there are no prices */
            problem: string | null;
        };
        Import: {
            /**
             * Format: uuid
             * @example 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10
             */
            id: string;
            /**
             * @description RECEIVING: its file is being read. WAITING: another one is stored before it. CHECKING: whether something is in the way of a line. STORING. DONE: every line is stored that is not skipped or wrong. REFUSED: lines are wrong, and nothing is stored
             * @enum {string}
             */
            state: "RECEIVING" | "WAITING" | "CHECKING" | "STORING" | "DONE" | "REFUSED";
            partial: boolean;
            /** @description who asked for it */
            actor: string;
            /** @description how many lines were read */
            lines: number;
            /** @description up to which line it was checked whether something is in the way */
            checked: number;
            /** @description how many portfolios were read */
            portfolios: number;
            stored: number;
            /** @description they were there already, with the same content */
            skipped: number;
            wrong: number;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            begunAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            endedAt: string | null;
        };
        ImportPage: {
            data: components["schemas"]["Import"][];
            nextCursor: string | null;
        };
        LineProblemPage: {
            data: components["schemas"]["LineProblem"][];
            nextCursor: string | null;
        };
        /** @description the rule that a line breaks; lines count from 1, a header included */
        LineProblem: {
            line: number;
            field: string;
            code: string;
            message: string;
        };
        SetTargets: {
            targets: components["schemas"]["TargetInput"][];
        };
        SetPolicy: {
            fields: components["schemas"]["PolicyFields"];
            /** @example the broker reports outages */
            reason: string;
            /** @description only while the policy has this version; If-Match is about all settings together */
            ifVersion?: number;
        };
        PolicyVersions: {
            data: {
                version: number;
                policy: components["schemas"]["Policy"];
                actor: string;
                reason: string | null;
                /**
                 * Format: date-time
                 * @example 2026-03-02T15:00:00.000Z
                 */
                at: string;
            }[];
        };
        ChangeStatus: {
            /** @example the broker reports outages */
            reason?: string;
        };
        Restrictions: {
            data: components["schemas"]["Restriction"][];
        };
        AddRestriction: {
            /** @example the broker reports outages */
            reason: string;
            /**
             * Format: date-time
             * @description when it ends by itself
             * @example 2099-12-31T21:00:00.000Z
             */
            until?: string | null;
        };
        ModelPage: {
            data: components["schemas"]["Model"][];
            nextCursor: string | null;
        };
        Model: {
            /** @example growth */
            id: string;
            name: string;
            /** @enum {string} */
            status: "ACTIVE" | "ARCHIVED";
            /**
             * @description its newest version
             * @example 3
             */
            latest: number;
            /**
             * @description what a new subscription begins with: the last one that was rolled out
             * @example 3
             */
            current: number;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            createdAt: string;
        };
        /** @description `subscribers` says how many portfolios have each version */
        ModelDetail: {
            /** @example growth */
            id: string;
            name: string;
            /** @enum {string} */
            status: "ACTIVE" | "ARCHIVED";
            /**
             * @description its newest version
             * @example 3
             */
            latest: number;
            /**
             * @description what a new subscription begins with: the last one that was rolled out
             * @example 3
             */
            current: number;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            createdAt: string;
            subscribers: {
                /** @example 3 */
                version: number;
                subscribers: number;
                pinned: number;
            }[];
        };
        ModelVersionPage: {
            data: components["schemas"]["ModelVersion"][];
            nextCursor: string | null;
        };
        ModelVersion: {
            /** @example growth */
            modelId: string;
            /** @example 3 */
            version: number;
            targets: components["schemas"]["Target"][];
            /** @description null when each portfolio keeps its own */
            policy: components["schemas"]["Policy"] | null;
            reason: string;
            by: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
        };
        CreateModel: {
            /** @example growth */
            id: string;
            /** @example Growth */
            name: string;
            targets: components["schemas"]["TargetInput"][];
            /** @description what differs from the default policy; without it each portfolio keeps its own */
            policy?: {
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftThreshold?: string;
                /** @enum {string} */
                driftMode?: "relative" | "absolute";
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftFloor?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftCeiling?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSumThreshold?: string | null;
                assetClasses?: components["schemas"]["AssetClass"][];
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                cashAbove?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                cashBelow?: string | null;
                /** @enum {string} */
                calendar?: "never" | "monthly" | "quarterly" | "yearly";
                calendarDay?: number;
                /** @enum {string} */
                destination?: "target" | "band-edge";
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                bandReturn?: string;
                /** @enum {string} */
                shares?: "fractional" | "whole";
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                cashReserve?: string;
                /** @enum {string} */
                execution?: "auto" | "parallel" | "sells-first";
                /** @enum {string} */
                untargeted?: "refuse" | "sell";
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                minOrder?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                minOrderPercent?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                minOrderPositionPercent?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                maxTurnover?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                maxTurnover30Days?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                minImprovement?: string;
                maxRunsPerDay?: number | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                externalCashLimit?: string | null;
                /** @description milliseconds */
                lockTtlMs?: number;
                reversalRetries?: number;
                /** @description milliseconds */
                reversalDelayMs?: number;
                /** @description milliseconds */
                orderDeadlineMs?: number;
                /** @description milliseconds */
                planTtlMs?: number;
                /** @description milliseconds */
                priceMaxAgeMs?: number;
                /** @enum {string} */
                onFailure?: "rollback" | "complete" | "hold";
                rollbackLimits?: {
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    priceMovePercent?: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    residualPercent?: string;
                    sameSession?: boolean;
                };
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                residualAlertPercent?: string;
                /** @description milliseconds */
                cooldownAfterRollbackMs?: number;
                /** @description milliseconds */
                cooldownAfterSuccessMs?: number;
                cooldownAfterSuccessTradingDays?: number;
            } | null;
        };
        AddedVersion: {
            version: number;
        };
        AddModelVersion: {
            targets: components["schemas"]["TargetInput"][];
            /** @description what differs from the default policy; without it each portfolio keeps its own */
            policy?: {
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftThreshold?: string;
                /** @enum {string} */
                driftMode?: "relative" | "absolute";
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftFloor?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftCeiling?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSumThreshold?: string | null;
                assetClasses?: components["schemas"]["AssetClass"][];
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                cashAbove?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                cashBelow?: string | null;
                /** @enum {string} */
                calendar?: "never" | "monthly" | "quarterly" | "yearly";
                calendarDay?: number;
                /** @enum {string} */
                destination?: "target" | "band-edge";
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                bandReturn?: string;
                /** @enum {string} */
                shares?: "fractional" | "whole";
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                cashReserve?: string;
                /** @enum {string} */
                execution?: "auto" | "parallel" | "sells-first";
                /** @enum {string} */
                untargeted?: "refuse" | "sell";
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                minOrder?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                minOrderPercent?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                minOrderPositionPercent?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                maxTurnover?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                maxTurnover30Days?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                minImprovement?: string;
                maxRunsPerDay?: number | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                externalCashLimit?: string | null;
                /** @description milliseconds */
                lockTtlMs?: number;
                reversalRetries?: number;
                /** @description milliseconds */
                reversalDelayMs?: number;
                /** @description milliseconds */
                orderDeadlineMs?: number;
                /** @description milliseconds */
                planTtlMs?: number;
                /** @description milliseconds */
                priceMaxAgeMs?: number;
                /** @enum {string} */
                onFailure?: "rollback" | "complete" | "hold";
                rollbackLimits?: {
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    priceMovePercent?: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    residualPercent?: string;
                    sameSession?: boolean;
                };
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                residualAlertPercent?: string;
                /** @description milliseconds */
                cooldownAfterRollbackMs?: number;
                /** @description milliseconds */
                cooldownAfterSuccessMs?: number;
                cooldownAfterSuccessTradingDays?: number;
            } | null;
            /** @example the broker reports outages */
            reason: string;
        };
        SubscriptionPage: {
            data: components["schemas"]["Subscription"][];
            nextCursor: string | null;
        };
        Subscription: {
            /** @example growth-4711 */
            portfolioId: string;
            /** @example growth */
            modelId: string;
            /**
             * @description the version that it stays with, whatever is rolled out
             * @example 3
             */
            pinned: number | null;
            /**
             * @description the version that its targets are from
             * @example 3
             */
            version: number;
            overrides: components["schemas"]["Overrides"];
            /** @description the roll-out that brought this version */
            rolloutId: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            since: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            appliedAt: string;
        };
        Overrides: {
            /** @description symbols that it does not have */
            exclude: string[];
            /** @description a symbol of the model, and what takes its place */
            substitute: {
                [key: string]: string;
            };
            /**
             * @description percent of the value that stays in cash; null as the policy has it
             * @example 33.3300
             */
            cashReserve: string | null;
        };
        Subscribe: {
            /** @example growth */
            modelId: string;
            /** @example 3 */
            pinned?: number | null;
            overrides?: components["schemas"]["OverridesInput"];
        };
        OverridesInput: {
            /** @description symbols that it does not have */
            exclude?: string[];
            /** @description a symbol of the model, and what takes its place */
            substitute?: {
                [key: string]: string;
            };
            /**
             * @description percent of the value that stays in cash; null as the policy has it
             * @example 33.3300
             */
            cashReserve?: string | null;
        };
        ChangeSubscription: {
            /** @example 3 */
            pinned?: number | null;
            overrides?: components["schemas"]["OverridesInput"];
        };
        RolloutPreview: {
            subscribers: number;
            pinned: number;
            /** @description they have the version already */
            unchanged: number;
            /** @description portfolios that would trade */
            accounts: number;
            orders: number;
            /** @description they get the targets and trade nothing */
            withinThreshold: number;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            bought: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            sold: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            turnover: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            cost: string;
            /** @description of the broker */
            requests: number;
            /** @description for these requests, at the budget that was given */
            minutes: number;
            refused: {
                code: string;
                count: number;
                /** @example growth-4711 */
                example: string;
            }[];
            /** @description goes on with the portfolios that are not in these sums; null when all are */
            nextCursor: string | null;
        };
        Rollout: {
            /**
             * Format: uuid
             * @example 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10
             */
            id: string;
            /** @example growth */
            modelId: string;
            /** @example 3 */
            version: number;
            /** @description percent of the portfolios that have the version once each cohort is through */
            cohorts: number[];
            /**
             * @description of a cohort, how many portfolios may end badly
             * @example 33.3300
             */
            abortPercent: string;
            /** @description how many portfolios get the version within a minute */
            perMinute: number;
            /** @enum {string} */
            state: "RUNNING" | "PAUSED" | "ABORTED" | "DONE";
            /** @description why it is PAUSED or ABORTED */
            stateReason: string | null;
            /** @description who paused or aborted it; "rollout" if it did so by its rule */
            stateBy: string | null;
            /** @description the one that it is at, from 1 */
            cohort: number;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            cohortSince: string;
            startedBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            endedAt: string | null;
        };
        StartRollout: {
            /** @example 3 */
            version: number;
            /**
             * @description rising percents with 100 at the end
             * @example [
             *       1,
             *       10,
             *       100
             *     ]
             */
            cohorts?: number[];
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            abortPercent?: string;
            perMinute?: number;
        };
        RolloutPage: {
            data: components["schemas"]["Rollout"][];
            nextCursor: string | null;
        };
        /** @description `counts` says how many portfolios of each cohort are where */
        RolloutDetail: {
            /**
             * Format: uuid
             * @example 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10
             */
            id: string;
            /** @example growth */
            modelId: string;
            /** @example 3 */
            version: number;
            /** @description percent of the portfolios that have the version once each cohort is through */
            cohorts: number[];
            /**
             * @description of a cohort, how many portfolios may end badly
             * @example 33.3300
             */
            abortPercent: string;
            /** @description how many portfolios get the version within a minute */
            perMinute: number;
            /** @enum {string} */
            state: "RUNNING" | "PAUSED" | "ABORTED" | "DONE";
            /** @description why it is PAUSED or ABORTED */
            stateReason: string | null;
            /** @description who paused or aborted it; "rollout" if it did so by its rule */
            stateBy: string | null;
            /** @description the one that it is at, from 1 */
            cohort: number;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            cohortSince: string;
            startedBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            endedAt: string | null;
            counts: {
                cohort: number;
                waiting: number;
                applied: number;
                done: number;
                failed: number;
            }[];
        };
        RolloutPortfolioPage: {
            data: components["schemas"]["RolloutPortfolio"][];
            nextCursor: string | null;
        };
        RolloutPortfolio: {
            /** @example growth-4711 */
            portfolioId: string;
            cohort: number;
            /** @enum {string} */
            state: "WAITING" | "APPLIED" | "DONE" | "FAILED";
            /** @description why, as a refusal says it, or how its batch ended */
            code: string | null;
            batchId: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            appliedAt: string | null;
        };
        ChangeRollout: {
            /** @example the broker reports outages */
            reason: string;
        };
        WithdrawalPage: {
            data: components["schemas"]["Withdrawal"][];
            nextCursor: string | null;
        };
        /** @description money that is set aside to be taken out: it is never spent */
        Withdrawal: {
            /** @example k2v7pq3d */
            id: string;
            /** @example growth-4711 */
            portfolioId: string;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            amount: string;
            reason: string;
            /**
             * Format: date-time
             * @description when it is cancelled by itself
             * @example 2026-03-02T15:00:00.000Z
             */
            until: string | null;
            by: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
            /**
             * @description the cash does not cover it yet, and shares are sold for it; the cash covers it; it has left; it stays
             * @enum {string}
             */
            state: "REQUESTED" | "READY" | "PAID" | "CANCELLED";
            endedBy: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            endedAt: string | null;
        };
        RequestWithdrawal: {
            /**
             * @description USD above 0, at most 2 decimals
             * @example 1500.00
             */
            amount: string;
            /** @example the broker reports outages */
            reason: string;
            /**
             * Format: date-time
             * @description when it is cancelled by itself
             * @example 2099-12-31T21:00:00.000Z
             */
            until?: string | null;
        };
        Plan: {
            /** @example growth-4711 */
            portfolioId: string;
            /** @enum {string} */
            status: "ACTIVE" | "PAUSED" | "STALE" | "CLOSED";
            /**
             * @description the `driftThreshold` of its policy
             * @example 33.3300
             */
            threshold: string;
            /** @enum {string} */
            decision: "trade" | "not-needed" | "refused" | "books-differ" | "settle-first";
            obstacle: {
                code: string;
                message: string;
            } | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            drift: string | null;
            /** @description what would be sent if the portfolio's own status did not prevent it */
            plan: {
                /** @enum {string} */
                execution: "parallel" | "sells-first";
                /**
                 * @description the drift that the orders are planned for
                 * @example 33.3300
                 */
                drift: string;
                orders: {
                    /** @example META */
                    symbol: string;
                    /** @enum {string} */
                    side: "BUY" | "SELL";
                    /**
                     * @description shares, at most 9 decimals
                     * @example 12.5
                     */
                    quantity: string | null;
                    /**
                     * @description USD with 2 decimals
                     * @example 1200.50
                     */
                    notional: string | null;
                    /**
                     * @description USD per share
                     * @example 450.25
                     */
                    price: string;
                    /**
                     * @description USD with 2 decimals
                     * @example 1200.50
                     */
                    value: string;
                }[];
            } | null;
            leftOut: {
                /** @example META */
                symbol: string;
                /** @enum {string} */
                side: "BUY" | "SELL";
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                value: string;
                /** @enum {string} */
                because: "WHOLE_SHARES" | "RESTRICTED" | "UNTRADABLE" | "SPREAD_TOO_WIDE" | "TOO_SMALL" | "NO_MONEY" | "NOT_NEEDED" | "NOT_UNDOABLE" | "TURNOVER" | "TURNOVER_30_DAYS";
                message: string;
            }[];
            after: {
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                cash: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSumBefore: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSum: string;
                weights: {
                    /** @example META */
                    symbol: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    before: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    after: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    target: string;
                }[];
            } | null;
            /** @description why a rebalance is needed now; none when it is not */
            triggers: ("DRIFT" | "CLASS" | "HALF_SUM" | "CASH_ABOVE" | "CASH_BELOW" | "WITHDRAWAL" | "CALENDAR")[];
            /** @description the rules that the plan breaks and that do not keep it from being traded */
            findings: components["schemas"]["Finding"][];
            reasons: components["schemas"]["Reason"][];
            classes: components["schemas"]["ClassReason"][];
        };
        /** @description a rule that a plan breaks */
        Finding: {
            /** @enum {string} */
            rule: "max-weight" | "min-cash" | "restricted" | "max-turnover" | "max-order";
            /** @enum {string} */
            severity: "block" | "warn";
            /** @example META */
            symbol: string | null;
            /** @description what the plan has: percent, or USD */
            value: string;
            limit: string | null;
        };
        /** @description why a symbol is traded, left alone or blocked */
        Reason: {
            /** @example META */
            symbol: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            weight: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            target: string;
            /**
             * @description percentage points on each side of the target
             * @example 33.3300
             */
            band: string;
            isPast: boolean;
            /** @enum {string|null} */
            side: "BUY" | "SELL" | null;
            /** @enum {string} */
            because: "PAST_BAND" | "TO_TARGET" | "FOR_CASH" | "IN_BAND" | "WHOLE_SHARES" | "RESTRICTED" | "UNTRADABLE" | "SPREAD_TOO_WIDE" | "TOO_SMALL" | "NO_MONEY" | "NOT_NEEDED" | "NOT_UNDOABLE" | "TURNOVER" | "TURNOVER_30_DAYS";
        };
        /** @description how far an asset class is from the sum of its targets */
        ClassReason: {
            name: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            weight: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            target: string;
            /**
             * @description percentage points on each side of the target
             * @example 33.3300
             */
            band: string;
            isPast: boolean;
        };
        /** @description UNKNOWN: Temporal did not answer in time, and the rebalance may run. Look at Location before you ask again */
        RequestedRebalance: {
            /** @enum {string} */
            state: "STARTED" | "UNKNOWN";
            runId: string | null;
            message: string;
        };
        Rebalance: {
            /** @enum {string} */
            state: "RUNNING" | "ENDED";
            outcome: {
                /** @enum {string} */
                outcome: "REBALANCED" | "ADJUSTED" | "NOT_NEEDED" | "REFUSED" | "ROLLED_BACK" | "STALE";
                batchId?: string | null;
                cause?: components["schemas"]["Cause"];
                refusal?: {
                    code: string;
                    detail: string;
                };
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                residual?: string;
                reason?: string;
                /**
                 * @description of what was not needed, or refused
                 * @example 33.3300
                 */
                drift?: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftBefore?: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                driftAfter?: string | null;
                /** @description what an ADJUSTED one did not reach */
                shortfalls?: components["schemas"]["Shortfall"][];
            } | null;
        };
        /** @description why it did not succeed, and the symbol whose order it was */
        Cause: {
            code: string;
            message: string;
            /** @example META */
            symbol?: string;
        } | null;
        /** @description what is missing, in shares or in USD, and why the last attempt fell short */
        Shortfall: {
            /** @example META */
            symbol: string;
            /** @enum {string} */
            side: "BUY" | "SELL";
            /**
             * @description shares, at most 9 decimals
             * @example 12.5
             */
            quantity: string | null;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            notional: string | null;
            attempts: number;
            code: string | null;
            message: string | null;
        };
        Proposal: {
            /** @example k2v7pq3d */
            id: string;
            /** @example growth-4711 */
            portfolioId: string;
            /** @enum {string} */
            state: "PROPOSED" | "APPROVED" | "REJECTED" | "RELEASED" | "VOID" | "EXPIRED";
            plan: components["schemas"]["FrozenPlan"];
            /** @description what the plan was made of: the proposal is void once that has moved */
            basis: {
                settingsRevision: number;
                rulesVersion: number;
                /** @description USD that are its own, as the broker shows them */
                cash: string;
                positions: {
                    /** @example META */
                    symbol: string;
                    /**
                     * @description shares, at most 9 decimals
                     * @example 12.5
                     */
                    quantity: string;
                }[];
                /** @description USD per share */
                prices: {
                    [key: string]: string;
                };
            };
            /**
             * @description by how much each price may move
             * @example 33.3300
             */
            priceTolerance: string;
            proposedBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            proposedAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            expiresAt: string;
            decidedBy: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            decidedAt: string | null;
            note: string | null;
            /** @enum {string|null} */
            voidCode: "TIME_OVER" | "SETTINGS_MOVED" | "RULES_MOVED" | "POSITIONS_MOVED" | "CASH_MOVED" | "PRICE_MOVED" | null;
            voidDetail: string | null;
            /** @description the batch that released it */
            batchId: string | null;
        };
        /** @description what is traded when the proposal is released: exactly these orders */
        FrozenPlan: {
            /** @enum {string} */
            execution: "parallel" | "sells-first";
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            drift: string;
            /**
             * @description what is left once the orders have filled at their prices
             * @example 33.3300
             */
            driftPlanned: string;
            orders: {
                /** @example META */
                symbol: string;
                /** @enum {string} */
                side: "BUY" | "SELL";
                /**
                 * @description shares, at most 9 decimals
                 * @example 12.5
                 */
                quantity: string | null;
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                notional: string | null;
                /**
                 * @description USD per share
                 * @example 450.25
                 */
                price: string;
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                value: string;
            }[];
            leftOut: {
                /** @example META */
                symbol: string;
                /** @enum {string} */
                side: "BUY" | "SELL";
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                value: string;
                /** @enum {string} */
                because: "WHOLE_SHARES" | "RESTRICTED" | "UNTRADABLE" | "SPREAD_TOO_WIDE" | "TOO_SMALL" | "NO_MONEY" | "NOT_NEEDED" | "NOT_UNDOABLE" | "TURNOVER" | "TURNOVER_30_DAYS";
            }[];
            after: {
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                cash: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSumBefore: string;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSum: string;
                weights: {
                    /** @example META */
                    symbol: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    before: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    after: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    target: string;
                }[];
            } | null;
            findings: components["schemas"]["Finding"][];
            triggers: ("DRIFT" | "CLASS" | "HALF_SUM" | "CASH_ABOVE" | "CASH_BELOW" | "WITHDRAWAL" | "CALENDAR")[];
            reasons: components["schemas"]["Reason"][];
        };
        ProposePlan: {
            /**
             * @description percent by which each price may move: from 0 to 10
             * @example 1.0000
             */
            priceTolerance?: string;
        };
        ProposalPage: {
            data: components["schemas"]["Proposal"][];
            nextCursor: string | null;
        };
        ShownProposal: components["schemas"]["Proposal"] & {
            /** @description why an open one would be found void now; null when nothing has moved */
            whyVoid: {
                /** @enum {string} */
                code: "TIME_OVER" | "SETTINGS_MOVED" | "RULES_MOVED" | "POSITIONS_MOVED" | "CASH_MOVED" | "PRICE_MOVED";
                detail: string;
            } | null;
        };
        DecideProposal: {
            /** @example the broker reports outages */
            note: string;
        };
        /** @description UNKNOWN: Temporal did not answer in time, and the rebalance may run. Look at Location before you ask again */
        ReleasedProposal: components["schemas"]["RequestedRebalance"] & {
            /** @example growth-4711 */
            portfolioId: string | null;
        };
        WhatIfAnswer: {
            /** @enum {string} */
            decision: "trade" | "not-needed" | "refused";
            refusal: {
                code: string;
                message: string;
            } | null;
            /** @description before the orders; null when a price is missing */
            drift: {
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                largest: string;
                /** @example META */
                symbol: string | null;
                /**
                 * @description percent, 4 decimals
                 * @example 33.3300
                 */
                halfSum: string;
            } | null;
            orders: {
                /** @example META */
                symbol: string;
                /** @enum {string} */
                side: "BUY" | "SELL";
                /**
                 * @description shares, at most 9 decimals
                 * @example 12.5
                 */
                quantity: string;
                notional: null;
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                value: string;
            }[];
            after: {
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                cash: string;
                weights: {
                    [key: string]: string;
                };
                drift: {
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    largest: string;
                    /**
                     * @description percent, 4 decimals
                     * @example 33.3300
                     */
                    halfSum: string;
                };
            } | null;
            warnings: string[];
            reasons: components["schemas"]["Reason"][];
        };
        WhatIfQuestion: {
            portfolio: {
                targets: components["schemas"]["TargetInput"][];
                holdings?: {
                    /** @example META */
                    symbol: string;
                    /**
                     * @description shares, at most 9 decimals
                     * @example 12.5
                     */
                    quantity: string;
                }[];
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                cash: string;
                policy?: components["schemas"]["PolicyFields"];
            };
            prices: {
                [key: string]: string;
            };
            /** @description a symbol without an entry may be traded both ways */
            assets?: {
                [key: string]: {
                    tradable?: boolean;
                    fractionable?: boolean;
                    buy?: boolean | ("allow" | "block");
                    sell?: boolean | ("allow" | "block");
                };
            };
            account?: {
                margin?: boolean;
            };
            /** @description `full` unless given; `raise_cash` needs an amount */
            run?: {
                /** @enum {string} */
                kind: "full" | "invest_cash" | "raise_cash";
                /**
                 * @description USD with 2 decimals
                 * @example 1200.50
                 */
                amount?: string;
            };
        };
        BatchPage: {
            data: components["schemas"]["ListedBatch"][];
            nextCursor: string | null;
        };
        ListedBatch: components["schemas"]["Batch"] & {
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            openedAt: string;
        };
        /** @description either `quantity` or `notional` is set */
        Order: {
            clientOrderId: string;
            /** @example META */
            symbol: string;
            /** @enum {string} */
            kind: "order" | "reversal";
            attempt: number;
            /** @enum {string} */
            side: "BUY" | "SELL";
            /**
             * @description shares, at most 9 decimals
             * @example 12.5
             */
            quantity: string | null;
            /**
             * @description USD with 2 decimals
             * @example 1200.50
             */
            notional: string | null;
            /** @enum {string} */
            state: "PENDING" | "UNKNOWN" | "SUCCESS" | "ERROR" | "ROLLED_BACK";
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            sentAt: string | null;
            brokerOrderId: string | null;
            /**
             * @description shares, at most 9 decimals
             * @example 12.5
             */
            filledQuantity: string;
            /**
             * @description USD per share
             * @example 450.25
             */
            filledPrice: string | null;
            errorCode: string | null;
            errorMessage: string | null;
        };
        Batch: {
            /**
             * Format: uuid
             * @example 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10
             */
            id: string;
            /** @example growth-4711 */
            portfolioId: string;
            accountId: string;
            /** @enum {string} */
            state: "PENDING" | "SUCCESS" | "ADJUSTED" | "ROLLED_BACK" | "STALE" | "ADOPTED";
            /** @enum {string} */
            execution: "parallel" | "sells-first";
            policyVersion: number | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            pricedAt: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftBefore: string;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftPlanned: string | null;
            /**
             * @description percent, 4 decimals
             * @example 33.3300
             */
            driftAfter: string | null;
            cause: components["schemas"]["Cause"];
            /**
             * @description USD that a rollback did not restore
             * @example 1200.50
             */
            residual: string | null;
            orders: components["schemas"]["Order"][];
        };
        Fills: {
            data: components["schemas"]["Fill"][];
        };
        Fill: {
            executionId: string;
            clientOrderId: string;
            /**
             * @description shares, at most 9 decimals
             * @example 12.5
             */
            quantity: string;
            /**
             * @description USD per share
             * @example 450.25
             */
            price: string;
            /**
             * @description what was booked for it: negative for a buy
             * @example 1200.50
             */
            cash: string;
            /**
             * Format: date-time
             * @description on the broker's clock
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
            /**
             * @description two people said that it filled
             * @enum {boolean}
             */
            declared?: true;
        };
        ActivityPage: {
            data: components["schemas"]["Activity"][];
            nextCursor: string | null;
        };
        /** @description what moves cash or shares without an order of ours */
        Activity: {
            /** @example growth-4711 */
            portfolioId: string;
            /** @description the broker's: it names the same activity for ever */
            id: string;
            /**
             * @description `UNKNOWN` is never booked
             * @enum {string}
             */
            kind: "CASH_FLOW" | "DIVIDEND" | "INTEREST" | "FEE" | "SPLIT" | "SPIN_OFF" | "MERGER" | "NAME_CHANGE" | "SHARES_MOVED" | "UNKNOWN";
            /**
             * @description the broker's own word
             * @example CSD
             */
            type: string;
            /**
             * Format: date-time
             * @description on the broker's clock
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
            /**
             * @description what the account got, or paid if negative
             * @example 1200.50
             */
            cash: string;
            symbol: string | null;
            /**
             * @description what the account got, or lost if negative
             * @example 12.5
             */
            quantity: string | null;
            description: string;
            /** @description the broker took it back */
            isVoid: boolean;
            /**
             * @description waits until the account shows it; is booked; was in the books already; books nothing
             * @enum {string}
             */
            state: "WAITING" | "BOOKED" | "INCLUDED" | "IGNORED";
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            seenAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            settledAt: string | null;
        };
        StalePage: {
            data: components["schemas"]["Portfolio"][];
            nextCursor: string | null;
        };
        StaleEvidence: {
            evidence: {
                reason: string;
                /** @enum {string} */
                status?: "ACTIVE" | "PAUSED" | "STALE" | "CLOSED";
                cause: components["schemas"]["Cause"];
                batch: {
                    id: string;
                    state: string;
                    orders: {
                        clientOrderId: string;
                        /** @enum {string} */
                        kind: "order" | "reversal";
                        /** @example META */
                        symbol: string;
                        /** @enum {string} */
                        side: "BUY" | "SELL";
                        /**
                         * @description shares, at most 9 decimals
                         * @example 12.5
                         */
                        quantity: string | null;
                        /**
                         * @description shares, at most 9 decimals
                         * @example 12.5
                         */
                        filled: string;
                        state: string;
                        error: string | null;
                        /**
                         * Format: date-time
                         * @example 2026-03-02T15:00:00.000Z
                         */
                        declarableFrom?: string;
                    }[];
                } | null;
                positions: {
                    /** @example META */
                    symbol: string;
                    /**
                     * @description shares, at most 9 decimals
                     * @example 12.5
                     */
                    ledger: string;
                    /**
                     * @description shares, at most 9 decimals
                     * @example 12.5
                     */
                    broker: string;
                }[] | null;
                cash: {
                    /**
                     * @description USD with 2 decimals
                     * @example 1200.50
                     */
                    ledger: string;
                    /**
                     * @description USD with 2 decimals
                     * @example 1200.50
                     */
                    broker: string;
                } | null;
                openOrders: string[];
                brokerProblem: string | null;
                reopensInMs: number | null;
                /** @description send it back with a decision as `evidence` */
                hash: string | null;
                declaredOtherwise?: string[];
                costs?: {
                    /**
                     * @description USD with 2 decimals
                     * @example 1200.50
                     */
                    mayWorsen?: string;
                    rollback: {
                        /**
                         * @description USD with 2 decimals
                         * @example 1200.50
                         */
                        residual: string | null;
                        beyond: string[];
                    };
                    complete: {
                        orders: {
                            /** @enum {string} */
                            side: "BUY" | "SELL";
                            /** @example META */
                            symbol: string;
                            /**
                             * @description shares, at most 9 decimals
                             * @example 12.5
                             */
                            quantity: string | null;
                            /**
                             * @description USD with 2 decimals
                             * @example 1200.50
                             */
                            usd: string | null;
                        }[];
                        deviation: {
                            before: string;
                            now: string;
                            completed: string;
                        } | null;
                    };
                } | null;
            };
            unreversed: {
                /** @example META */
                symbol: string;
                /** @enum {string} */
                side: "BUY" | "SELL";
                /**
                 * @description shares, at most 9 decimals
                 * @example 12.5
                 */
                quantity: string;
            }[];
            /** @description what may be done about it, the most likely first, then what may not, with the reason */
            waysOut: {
                /** @enum {string} */
                action: "retry-reversal" | "complete" | "adopt-positions" | "release";
                does: string;
                cost: string | null;
                whyNot: string | null;
            }[];
        };
        Frozen: {
            /** @enum {boolean} */
            frozen: true;
            /** @description Temporal has heard of it */
            told: boolean;
        };
        Freeze: {
            /** @example the broker reports outages */
            reason: string;
            /**
             * @description reverse what filled of a batch under way
             * @default false
             */
            undo?: boolean;
        };
        /** @description UNKNOWN: Temporal did not answer in time. Look at the evidence, then ask again */
        Verdict: {
            /** @enum {string} */
            status: "ACTIVE" | "STALE" | "UNKNOWN";
            reason: string | null;
            message: string;
            /**
             * @description the status that it has once it is released: it may be PAUSED
             * @enum {string}
             */
            portfolio?: "ACTIVE" | "PAUSED" | "STALE" | "CLOSED";
        };
        Resolve: {
            /**
             * @description retry-reversal: undoes the batch: reverses what filled and is not reversed yet. With the evidence also outside the limits, and while frozen
             *
             *     complete: tries again what fell short, and keeps the batch if that is safe
             *
             *     adopt-positions: takes the broker's positions and cash as the truth, and trades nothing; an open batch ends as it is
             *
             *     declare-outcome: two people say what became of an order of which the broker has said nothing for an hour; the others then end the hold
             *
             *     release: ends a hold without an open batch, once books and broker agree
             * @enum {string}
             */
            action: "retry-reversal" | "complete" | "adopt-positions" | "release";
            /** @example the broker reports outages */
            note: string;
            /** @description the `hash` of the evidence that was looked at: nothing is done if it has changed */
            evidence?: string;
        };
        DeclaredOutcome: {
            /**
             * @description proposed: it counts once a second person says the same. unknown: Temporal did not answer in time. Look at the evidence, then ask again
             * @enum {string}
             */
            state: "proposed" | "declared" | "unknown";
            message: string;
        };
        DeclareOutcome: {
            declaration: {
                /** @enum {string} */
                outcome: "never-arrived";
                /**
                 * @description as the evidence names it
                 * @example ab-0b7c2f0e-5f0e-4d0a-9c53-1f6f2b7f3c11-META-o-1
                 */
                clientOrderId: string;
            } | {
                /** @enum {string} */
                outcome: "filled";
                /**
                 * @description as the evidence names it
                 * @example ab-0b7c2f0e-5f0e-4d0a-9c53-1f6f2b7f3c11-META-o-1
                 */
                clientOrderId: string;
                /**
                 * @description what it filled, in all
                 * @example 12.5
                 */
                quantity: string;
                /**
                 * @description what a share of it cost on average
                 * @example 450.25
                 */
                price: string;
            };
            /** @example the broker reports outages */
            note: string;
            /** @description the `hash` of the evidence that was looked at */
            evidence: string;
        };
        EventPage: {
            data: components["schemas"]["Event"][];
            nextCursor: string;
            /** @description what was read before may no longer be so: read everything again */
            reset: boolean;
        };
        Event: {
            /** @description an `id` of the stream, or a `nextCursor` */
            cursor: string;
            /** @example BATCH_OPENED */
            event: string;
            portfolioId: string;
            batchId: string | null;
            /** @description its number in the audit of the portfolio */
            sequence: number;
            actor: string;
            /** @enum {string|null} */
            via: "cli" | "api" | "console" | "program" | "temporal" | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
        };
        SetTrading: {
            /** @enum {string} */
            position: "active" | "reduce-only" | "halted";
            /** @example the broker reports outages */
            reason: string;
            undo?: boolean;
        };
        /** @description what the plans of all portfolios are held to */
        RuleSet: {
            /** @description 0 before anybody set one */
            version: number;
            rules: components["schemas"]["Rule"][];
            reason: string | null;
            by: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string | null;
        };
        Rule: {
            /** @enum {string} */
            kind: "max-weight" | "min-cash" | "restricted" | "max-turnover" | "max-order";
            /** @enum {string} */
            severity: "block" | "warn";
            /**
             * @description percent with at most 4 decimals, or USD with at most 2 for `max-order`; null for `restricted`
             * @example 25.0000
             */
            limit: string | null;
            symbols: string[];
        };
        SetRules: {
            /** @description all of them: those before are replaced */
            rules: components["schemas"]["RuleInput"][];
            /** @example the broker reports outages */
            reason: string;
            /** @description only while this is their version */
            ifVersion?: number;
        };
        RuleInput: {
            /** @enum {string} */
            kind: "max-weight" | "min-cash" | "restricted" | "max-turnover" | "max-order";
            /** @enum {string} */
            severity: "block" | "warn";
            /**
             * @description percent with at most 4 decimals, or USD with at most 2 for `max-order`; null for `restricted`
             * @example 25.0000
             */
            limit?: string | null;
            /** @description for `restricted`, and for a `max-weight` that is not about all symbols */
            symbols?: string[];
        };
        Prices: {
            data: {
                /** @example META */
                symbol: string;
                /**
                 * @description USD per share
                 * @example 450.25
                 */
                price: string;
            }[];
        };
        PriceJumps: {
            data: components["schemas"]["PriceJump"][];
        };
        PriceJump: {
            /** @example META */
            symbol: string;
            /**
             * @description USD per share
             * @example 450.25
             */
            known: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            knownSince: string;
            /**
             * @description USD per share
             * @example 450.25
             */
            latest: string;
            jump: string;
        };
        PricePoints: {
            data: components["schemas"]["PricePoint"][];
        };
        PricePoint: {
            /**
             * @description USD per share
             * @example 450.25
             */
            price: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
        };
        AcceptedPrice: {
            /** @example META */
            symbol: string;
            /**
             * @description USD per share
             * @example 450.25
             */
            price: string;
        };
        AcceptPrice: {
            /**
             * @description USD per share, above 0, at most 4 decimals
             * @example 450.25
             */
            price: string;
            /** @example the broker reports outages */
            reason: string;
        };
        ApprovalPage: {
            data: components["schemas"]["Approval"][];
            nextCursor: string | null;
        };
        Approval: {
            id: string;
            /** @enum {string} */
            state: "PENDING" | "APPROVED" | "REJECTED" | "EXPIRED";
            /** @enum {string} */
            action: "set-trading" | "accept-price";
            /** @description what it is about: "trading", or a symbol */
            subject: string;
            parameters: {
                [key: string]: string;
            };
            /** @description what it was proposed on: it is void once that has changed */
            evidence: string;
            proposedBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            proposedAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            expiresAt: string;
            decidedBy: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            decidedAt: string | null;
            note: string | null;
            /** @description what approving it does, in one sentence */
            summary: string;
            /** @description why this caller may not approve it; null when they may */
            whyNot: {
                /** @enum {string} */
                code: "APPROVAL_DECIDED" | "APPROVAL_EXPIRED" | "APPROVAL_VOID" | "ROLE_TOO_LOW" | "OWN_PROPOSAL" | "ASKER_UNKNOWN" | "PROPOSER_UNKNOWN" | "SAME_MAKER" | "NOT_CERTAIN";
                message: string;
            } | null;
        };
        DecideApproval: {
            /** @example the broker reports outages */
            note: string;
        };
        AuditPage: {
            data: components["schemas"]["AuditRow"][];
            nextCursor: string | null;
        };
        AuditRow: {
            sequence: number;
            hash: string;
            portfolioId: string;
            batchId: string | null;
            /** @example BATCH_OPENED */
            event: string;
            detail: {
                [key: string]: unknown;
            };
            actor: string;
            /** @enum {string|null} */
            via: "cli" | "api" | "console" | "program" | "temporal" | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            at: string;
        };
        /** @description all rows, oldest first, and where they end: keep the head to verify later */
        AuditExport: {
            rows: components["schemas"]["AuditRow"][];
            head: {
                sequence: number;
                hash: string;
            };
        };
        AuditVerification: {
            intact: boolean;
            problem: string | null;
            head: {
                sequence: number;
                hash: string;
            } | null;
        };
        VerifiedPage: {
            data: {
                sequence: number;
                hash: string;
                portfolioId: string;
            }[];
            nextCursor: string | null;
            /** @description the first one that is not what was recorded: nothing behind it was looked at */
            broken: {
                portfolioId: string;
                message: string;
            } | null;
        };
        ApiKeyPage: {
            data: components["schemas"]["ApiKey"][];
            nextCursor: string | null;
        };
        ApiKey: {
            /** @example k3b7qd2m */
            id: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "approver" | "admin";
            /** @example nightly rebalancing */
            name: string;
            /**
             * @description the person it is made for: a login, or user:ISSUER#SUBJECT. Only then may somebody else be the second person
             * @example anna
             */
            owner: string | null;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            revokedAt: string | null;
            revokedBy: string | null;
        };
        CreatedKey: {
            key: components["schemas"]["ApiKey"];
            /** @description the whole key: it is shown this one time */
            secret: string;
        };
        CreateKey: {
            /** @enum {string} */
            role: "viewer" | "operator" | "approver" | "admin";
            /** @example nightly rebalancing */
            name: string;
            /**
             * @description the person it is made for: a login, or user:ISSUER#SUBJECT. Only then may somebody else be the second person
             * @example anna
             */
            owner?: string;
            /** @example 90 */
            days: number;
        };
        WebhookWithSecret: {
            webhook: components["schemas"]["Webhook"];
            /** @description the signing secret, whsec_…: it is shown this one time */
            secret: string;
        };
        Webhook: {
            /** @example k3b7qd2m */
            id: string;
            /** @example https://example.com/autobalancer */
            url: string;
            /** @description the kinds of events that are sent; null for all */
            events: string[] | null;
            /** @description while it is not, events wait */
            enabled: boolean;
            /** @description why the system has disabled it */
            disabledWhy: string | null;
            /**
             * Format: date-time
             * @description null when the last delivery arrived
             * @example 2026-03-02T15:00:00.000Z
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description until then messages are signed with the secret before this one as well
             * @example 2026-03-02T15:00:00.000Z
             */
            previousSecretUntil: string | null;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            createdAt: string;
        };
        CreateWebhook: {
            /** @example https://example.com/autobalancer */
            url: string;
            /**
             * @description the kinds of events that are sent; null for all
             * @default null
             */
            events?: components["schemas"]["EventKind"][] | null;
        };
        /** @enum {string} */
        EventKind: "ACTIVITY_BOOKED" | "ACTIVITY_IGNORED" | "ACTIVITY_INCLUDED" | "ADOPTION_PROPOSED" | "ALERT" | "ALERT_UNDELIVERED" | "APPROVAL_GIVEN" | "APPROVAL_PROPOSED" | "APPROVAL_REJECTED" | "BATCH_ADJUSTED" | "BATCH_ADOPTED" | "BATCH_OPENED" | "BATCH_PENDING" | "BATCH_ROLLED_BACK" | "BATCH_STALE" | "BATCH_SUCCESS" | "BOOKS_DIFFERED" | "BROKER_DOUBTED" | "BROKER_TRUSTED" | "BUYS_SIZED" | "CALENDAR_DONE" | "EPOCH_RAISED" | "EXECUTIONS_LISTED" | "EXTERNAL_CASH_BOOKED" | "FAILURE_WEIGHED" | "IMPORT_BEGUN" | "IMPORT_CANCELLED" | "IMPORT_ENDED" | "INVESTMENT_REQUESTED" | "KEY_CREATED" | "KEY_REVOKED" | "MESSAGE_IGNORED" | "MODEL_APPLIED" | "MODEL_ARCHIVED" | "MODEL_CREATED" | "MODEL_VERSION_ADDED" | "ORDER_CLAIMED" | "ORDER_ERROR" | "ORDER_FOUND" | "ORDER_NOTED" | "ORDER_PENDING" | "ORDER_PLANNED" | "ORDER_ROLLED_BACK" | "ORDER_SENT" | "ORDER_SUCCESS" | "ORDER_UNKNOWN" | "OUTCOME_DECLARED" | "OUTCOME_PROPOSED" | "PLAN_APPROVED" | "PLAN_PROPOSED" | "PLAN_REJECTED" | "POLICY_SET" | "PORTFOLIO_ACTIVE" | "PORTFOLIO_CLOSED" | "PORTFOLIO_CREATED" | "PORTFOLIO_FROZEN" | "PORTFOLIO_PAUSED" | "PORTFOLIO_REFUSED" | "PORTFOLIO_STALE" | "PRICE_ACCEPTED" | "PROPOSAL_VOIDED" | "REBALANCE_REQUESTED" | "REFUSAL_ENDED" | "RELEASE_REQUESTED" | "RESOLVE_REQUESTED" | "RESTRICTION_ADDED" | "RESTRICTION_ENDED" | "RESTRICTION_REMOVED" | "REVERSAL_CLAIMED" | "REVERSAL_ERROR" | "REVERSAL_FOUND" | "REVERSAL_NOTED" | "REVERSAL_PENDING" | "REVERSAL_PLANNED" | "REVERSAL_ROLLED_BACK" | "REVERSAL_SENT" | "REVERSAL_SUCCESS" | "REVERSAL_UNKNOWN" | "ROLLOUT_ABORTED" | "ROLLOUT_COHORT_ENDED" | "ROLLOUT_DONE" | "ROLLOUT_PAUSED" | "ROLLOUT_RESUMED" | "ROLLOUT_STARTED" | "RULES_SET" | "SECOND_PERSON_NEEDED" | "SESSION_ENDED" | "SESSION_OPENED" | "STALE_ENDED" | "SUBSCRIBED" | "SUBSCRIPTION_CHANGED" | "TARGETS_SET" | "TRADING_SET" | "UNSUBSCRIBED" | "WEBHOOK_CHANGED" | "WEBHOOK_CREATED" | "WEBHOOK_DISABLED" | "WEBHOOK_REMOVED" | "WEBHOOK_RESENT" | "WEBHOOK_ROTATED" | "WEBHOOK_TESTED" | "WITHDRAWAL_CANCELLED" | "WITHDRAWAL_PAID" | "WITHDRAWAL_REQUESTED";
        Webhooks: {
            data: components["schemas"]["Webhook"][];
        };
        ChangeWebhook: {
            /** @example https://example.com/autobalancer */
            url?: string;
            /** @description the kinds of events that are sent; null for all */
            events?: components["schemas"]["EventKind"][] | null;
            enabled?: boolean;
        };
        WebhookDeliveryPage: {
            data: components["schemas"]["WebhookDelivery"][];
            nextCursor: string | null;
        };
        WebhookDelivery: {
            /**
             * Format: uuid
             * @description the `webhook-id` of each attempt
             * @example 6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10
             */
            id: string;
            /** @example k3b7qd2m */
            webhookId: string;
            /** @description rises in the order in which they were made */
            number: number;
            /**
             * @description the kind of event, or WEBHOOK_TEST, or WEBHOOK_RESET when events may have been lost
             * @example BATCH_SUCCESS
             */
            event: string;
            /** @enum {string} */
            state: "PENDING" | "DELIVERED" | "FAILED";
            attempts: number;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            lastAttemptAt: string | null;
            /** @description the HTTP status of the last answer */
            answer: number | null;
            /** @description why the last attempt failed */
            problem: string | null;
            /**
             * Format: date-time
             * @example 2026-03-02T15:00:00.000Z
             */
            nextAttemptAt: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    showMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the principal as the audit records it, and the role */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showFleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description counts, and what a person has to do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRefused: {
        parameters: {
            query?: {
                code?: "ACCOUNT_UNREADABLE" | "MARKET_UNREADABLE" | "TRADING_HALTED" | "BROKER_IN_DOUBT" | "COOLING_DOWN" | "RUNS_PER_DAY" | "MARKET_CLOSED" | "MARKET_JUST_OPENED" | "FOREIGN_OPEN_ORDERS" | "CORPORATE_ACTION" | "UNTARGETED_HOLDING" | "PRICE_MISSING" | "PRICE_TOO_OLD" | "PRICE_JUMP" | "NOTHING_TRADABLE" | "ORDER_UNTRADABLE" | "SPREAD_TOO_WIDE" | "TRADING_REDUCE_ONLY" | "CAP_EXCEEDED" | "REVERSAL_UNFUNDED" | "CASH_UNSETTLED" | "CASH_NOT_THERE" | "TURNOVER_REACHED" | "UNFIXABLE_DRIFT" | "RULE_BROKEN";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trustBroker: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustBroker"];
            };
        };
        responses: {
            /** @description it is not doubted again for a day */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustedBroker"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_IN_DOUBT, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runDoctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a problem keeps the system from working, a warning is good to know */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checks"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPortfolios: {
        parameters: {
            query?: {
                status?: "ACTIVE" | "PAUSED" | "STALE" | "CLOSED";
                /** @description what the id begins with */
                idPrefix?: string;
                accountId?: string;
                /** @description it is held or targeted */
                symbol?: string;
                refusedCode?: "ACCOUNT_UNREADABLE" | "MARKET_UNREADABLE" | "TRADING_HALTED" | "BROKER_IN_DOUBT" | "COOLING_DOWN" | "RUNS_PER_DAY" | "MARKET_CLOSED" | "MARKET_JUST_OPENED" | "FOREIGN_OPEN_ORDERS" | "CORPORATE_ACTION" | "UNTARGETED_HOLDING" | "PRICE_MISSING" | "PRICE_TOO_OLD" | "PRICE_JUMP" | "NOTHING_TRADABLE" | "ORDER_UNTRADABLE" | "SPREAD_TOO_WIDE" | "TRADING_REDUCE_ONLY" | "CAP_EXCEEDED" | "REVERSAL_UNFUNDED" | "CASH_UNSETTLED" | "CASH_NOT_THERE" | "TURNOVER_REACHED" | "UNFIXABLE_DRIFT" | "RULE_BROKEN";
                staleReason?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortfolioPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_PORTFOLIO_ID, INVALID_ACCOUNT, INVALID_SYMBOL, INVALID_REASON, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openPortfolio: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenPortfolio"];
            };
        };
        responses: {
            /** @description it is ACTIVE; the same again answers the same */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedPortfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_EXISTS, ACCOUNT_TAKEN, ACCOUNT_NOT_FOUND, ACCOUNT_NOT_EMPTY, UNKNOWN_SYMBOL, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_ACCOUNT, INVALID_TARGETS, INVALID_POLICY, POLICY_CONTRADICTS, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showPortfolio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the row of the ledger; `problem` says why there are no weights */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownPortfolio"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listValues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description oldest first, for 400 days at most: the days on which its account was read and agreed with the books */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayValues"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    watchPortfolios: {
        parameters: {
            query?: {
                /** @description at most 100, with a comma between them; all unless given */
                portfolioIds?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description those that are named, or a page by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WatchedPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImports: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importPortfolios: {
        parameters: {
            query?: {
                /** @description store what is right although some lines are wrong */
                partial?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "text/csv": string;
            };
        };
        responses: {
            /** @description the file is read, at most 250000 lines of it; follow its import. The same file again is the same import until that has ended, and skips what is stored */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IMPORT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TYPE_NOT_TAKEN */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_FILE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it has ended when its state is DONE or REFUSED */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IMPORT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelImport: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what it was: it is deleted with its lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IMPORT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IMPORT_TOO_LATE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImportProblems: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page by line; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineProblemPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IMPORT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportPortfolios: {
        parameters: {
            query?: {
                format?: "ndjson" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a portfolio a line, by id. What it does not carry: the audit, batches, earlier policies and cool-downs. One that is STALE or frozen comes as PAUSED, with the reason */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setTargets: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
                /** @description the ETag of the portfolio that was read, or * for any */
                "If-Match": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetTargets"];
            };
        };
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_SUBSCRIBED, UNKNOWN_SYMBOL, HELD_WITHOUT_TARGET, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SETTINGS_CHANGED */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_TARGETS, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IF_MATCH_MISSING */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setPolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
                /** @description the ETag of the portfolio that was read, or * for any */
                "If-Match": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPolicy"];
            };
        };
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_SUBSCRIBED, POLICY_CHANGED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description SETTINGS_CHANGED */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_POLICY, POLICY_CONTRADICTS, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IF_MATCH_MISSING */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description oldest first, with who set it and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersions"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pausePortfolio: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeStatus"];
            };
        };
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_STALE, PORTFOLIO_ACTIVE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumePortfolio: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeStatus"];
            };
        };
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_STALE, PORTFOLIO_ACTIVE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closePortfolio: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeStatus"];
            };
        };
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_STALE, PORTFOLIO_ACTIVE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRestrictions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description by symbol, with who set them and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restrictions"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addRestriction: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
                symbol: string;
                kind: "no-buy" | "no-sell" | "legacy";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddRestriction"];
            };
        };
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_RESTRICTION, INVALID_SYMBOL, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeRestriction: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
                symbol: string;
                kind: "no-buy" | "no-sell" | "legacy";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the portfolio as it is now */
            200: {
                headers: {
                    /** @description of the settings: send it back as If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, RESTRICTION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, by id; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createModel: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateModel"];
            };
        };
        responses: {
            /** @description the model */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_EXISTS, UNKNOWN_SYMBOL, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_MODEL, INVALID_TARGETS, INVALID_POLICY, POLICY_CONTRADICTS, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelDetail"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModelVersions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addModelVersion: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddModelVersion"];
            };
        };
        responses: {
            /** @description the number of the version */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedVersion"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_ARCHIVED, UNKNOWN_SYMBOL, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_TARGETS, INVALID_POLICY, POLICY_CONTRADICTS, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archiveModel: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the model as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_SUBSCRIBED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, by portfolio */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the subscription as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, NOT_SUBSCRIBED */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    subscribe: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Subscribe"];
            };
        };
        responses: {
            /** @description the subscription as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_SUBSCRIBED, MODEL_ARCHIVED, EVERYTHING_EXCLUDED, OVERRIDES_CONTRADICT, HELD_WITHOUT_TARGET, UNKNOWN_SYMBOL, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_SYMBOL, INVALID_OVERRIDES, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unsubscribe: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, NOT_SUBSCRIBED */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSubscription"];
            };
        };
        responses: {
            /** @description the subscription as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_SUBSCRIBED, PORTFOLIO_NOT_FOUND, MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_SUBSCRIBED, MODEL_ARCHIVED, EVERYTHING_EXCLUDED, OVERRIDES_CONTRADICT, HELD_WITHOUT_TARGET, UNKNOWN_SYMBOL, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_SYMBOL, INVALID_OVERRIDES, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewRollout: {
        parameters: {
            query?: {
                /** @description what is lost of what is bought and sold; 5 unless given */
                costBasisPoints?: string;
                /** @description what the broker allows; 200 unless given */
                requestsPerMinute?: number;
                /** @description how many portfolios are added up before it answers; 20000 unless given */
                limit?: number;
                /** @description the `nextCursor` of the part before: it has what was added up until there */
                cursor?: string;
            };
            header?: never;
            path: {
                modelId: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description at latest prices, and on the books alone; not yet of all portfolios unless `nextCursor` is null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolloutPreview"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_ROLLOUT, INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startRollout: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                modelId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartRollout"];
            };
        };
        responses: {
            /** @description the roll-out */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_NOT_FOUND, MODEL_VERSION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description MODEL_ARCHIVED, ROLLOUT_RUNNING, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_ROLLOUT, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRollouts: {
        parameters: {
            query?: {
                modelId?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the latest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolloutPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showRollout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rolloutId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the roll-out */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolloutDetail"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRolloutPortfolios: {
        parameters: {
            query?: {
                state?: "WAITING" | "APPLIED" | "DONE" | "FAILED";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                rolloutId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolloutPortfolioPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseRollout: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                rolloutId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRollout"];
            };
        };
        responses: {
            /** @description the roll-out as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_ENDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeRollout: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                rolloutId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRollout"];
            };
        };
        responses: {
            /** @description the roll-out as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_ENDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    abortRollout: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                rolloutId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRollout"];
            };
        };
        responses: {
            /** @description the roll-out as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLLOUT_ENDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWithdrawals: {
        parameters: {
            query?: {
                /** @description OPEN: those that are REQUESTED or READY */
                state?: "OPEN" | "PAID" | "CANCELLED";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the last asked for first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WithdrawalPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestWithdrawal: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestWithdrawal"];
            };
        };
        responses: {
            /** @description it is set aside */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_STALE, PRICE_MISSING, MARKET_UNREADABLE, WITHDRAWAL_TOO_LARGE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_WITHDRAWAL, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelWithdrawal: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
                withdrawalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the withdrawal as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, WITHDRAWAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WITHDRAWAL_ENDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    markWithdrawalPaid: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
                withdrawalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the withdrawal as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, WITHDRAWAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WITHDRAWAL_ENDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the decision, and the orders that would be sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestRebalance: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it runs; Location is where to follow it */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedRebalance"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_PAUSED, PORTFOLIO_STALE, REBALANCE_RUNNING, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestInvestment: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it runs; Location is where to follow it */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedRebalance"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, PORTFOLIO_PAUSED, PORTFOLIO_STALE, REBALANCE_RUNNING, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showRebalance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description its outcome is null while it runs, and when somebody terminated it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rebalance"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, RUN_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TEMPORAL_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposePlan: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposePlan"];
            };
        };
        responses: {
            /** @description the frozen plan; nothing is traded */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOTHING_TO_PROPOSE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PROPOSAL, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProposals: {
        parameters: {
            query?: {
                portfolioId?: string;
                state?: "PROPOSED" | "APPROVED" | "REJECTED" | "RELEASED" | "VOID" | "EXPIRED";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showProposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                proposalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the frozen plan */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownProposal"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvePlan: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                proposalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideProposal"];
            };
        };
        responses: {
            /** @description the proposal as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_DECIDED, PROPOSAL_VOID, APPROVAL_BY_SAME_PERSON, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectPlan: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                proposalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideProposal"];
            };
        };
        responses: {
            /** @description the proposal as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_DECIDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseProposal: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                proposalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description it runs; Location is where to follow it */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleasedProposal"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROPOSAL_NOT_APPROVED, PORTFOLIO_CLOSED, PORTFOLIO_PAUSED, PORTFOLIO_STALE, REBALANCE_RUNNING, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planWhatIf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIfQuestion"];
            };
        };
        responses: {
            /** @description a refusal is an answer too */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIfAnswer"];
                };
            };
            /** @description UNREADABLE_BODY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_FILE, INVALID_SYMBOL, INVALID_TARGETS, INVALID_POLICY, POLICY_CONTRADICTS, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAllBatches: {
        parameters: {
            query?: {
                state?: "PENDING" | "SUCCESS" | "ADJUSTED" | "ROLLED_BACK" | "STALE" | "ADOPTED";
                /** @description opened then or later, in UTC */
                openedFrom?: string;
                /** @description opened earlier, in UTC */
                openedBefore?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the latest first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_TIME, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                state?: "PENDING" | "SUCCESS" | "ADJUSTED" | "ROLLED_BACK" | "STALE" | "ADOPTED";
                /** @description opened then or later, in UTC */
                openedFrom?: string;
                /** @description opened earlier, in UTC */
                openedBefore?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the latest first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_TIME, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the batch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, BATCH_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFills: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description in the order of their times */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fills"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND, BATCH_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAllActivities: {
        parameters: {
            query?: {
                state?: "WAITING" | "BOOKED" | "INCLUDED" | "IGNORED";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the last seen first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listActivities: {
        parameters: {
            query?: {
                state?: "WAITING" | "BOOKED" | "INCLUDED" | "IGNORED";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the last seen first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStale: {
        parameters: {
            query?: {
                reason?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page by id; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StalePage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REASON, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showStale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the evidence, and what is not reversed yet */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaleEvidence"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_STALE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezePortfolio: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Freeze"];
            };
        };
        responses: {
            /** @description nothing is sent any more; a sweep tells Temporal what it has not heard */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Frozen"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_CLOSED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolveStale: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resolve"];
            };
        };
        responses: {
            /** @description it may stay STALE: the verdict says why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verdict"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_STALE, INVALID_RESOLVE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declareOutcome: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclareOutcome"];
            };
        };
        responses: {
            /** @description it is recorded */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeclaredOutcome"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_RESOLVE, STAYS_STALE, NOT_STALE, ORDER_NOT_FOUND, ORDER_OF_ANOTHER_PORTFOLIO, ORDER_DEFINITE, OUTCOME_NOT_ASKED, INVALID_QUANTITY, QUANTITY_ABOVE_ORDER, QUANTITY_BELOW_FILLED, TOO_EARLY, SAME_PERSON, BROKER_SHOWS_IT, NOT_HELD, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                limit?: number;
                /** @description an `id` of the stream, or a `nextCursor` */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what happened behind the cursor, oldest first; without a cursor nothing, and where events are now. With `Accept: text/event-stream` a stream of server-sent events whose `id` is a cursor: `Last-Event-ID` goes on from there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_STREAMS, TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showTrading: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description its position, and who set it there and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trading"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setTrading: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetTrading"];
            };
        };
        responses: {
            /** @description the switch as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trading"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNDO_WITHOUT_HALT, APPROVAL_NEEDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the rules, with who set them and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSet"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setRules: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetRules"];
            };
        };
        responses: {
            /** @description the rules as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSet"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RULE_UNMEETABLE, RULES_CHANGED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_RULES, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description of every symbol that it lists */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prices"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_SIMULATED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceJumps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description by symbol */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceJumps"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BROKER_UNAVAILABLE, LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPricePoints: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description oldest first, for 5 days: the first good price of each quarter of an hour in which it changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PricePoints"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptPrice: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                symbol: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptPrice"];
            };
        };
        responses: {
            /** @description it is traded on again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedPrice"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description APPROVAL_NEEDED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PRICE, INVALID_SYMBOL, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description only what waits for somebody */
                pending?: "true" | "false";
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveProposal: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                approvalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideApproval"];
            };
        };
        responses: {
            /** @description what was decided */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description APPROVAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description APPROVAL_DECIDED, APPROVAL_EXPIRED, APPROVAL_VOID, APPROVAL_BY_SAME_PERSON, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectProposal: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                approvalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideApproval"];
            };
        };
        responses: {
            /** @description what was decided */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description APPROVAL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description APPROVAL_DECIDED, APPROVAL_EXPIRED, APPROVAL_VOID, APPROVAL_BY_SAME_PERSON, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchAudit: {
        parameters: {
            query?: {
                /** @description who asked */
                actor?: string;
                /** @description in UTC */
                from?: string;
                /** @description not included, in UTC */
                to?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the latest first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_TIME, INVALID_ACTOR, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                batchId?: string;
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the latest first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSystemAudit: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page, the latest first; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description every row, and where they end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditExport"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAuditLines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description oldest first, as "autobalancer audit verify --file" reads it; the last row is where it ends */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportSystemAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description oldest first, as "autobalancer audit verify --file" reads it; the last row is where it ends */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyAudit: {
        parameters: {
            query?: {
                /** @description the end that somebody kept, as SEQUENCE:HASH: the audit must still contain it */
                head?: string;
            };
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description whether it is what was recorded, and where it ends */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PORTFOLIO_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifySystemAudit: {
        parameters: {
            query?: {
                /** @description the end that somebody kept, as SEQUENCE:HASH: the audit must still contain it */
                head?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description whether it is what was recorded, and where it ends */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyAudits: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description where each ends; the last page, whose `nextCursor` is null, has what concerns all portfolios too */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifiedPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page by id; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description the key with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_ALREADY_MADE, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_KEY, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the key, which stays in the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description all of them, by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description the webhook with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_WEBHOOKS, WEBHOOK_ADDRESS_REFUSED, WEBHOOK_SECRET_SHOWN, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_WEBHOOK, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeWebhook"];
            };
        };
        responses: {
            /** @description one that is enabled again is sent what has happened meanwhile */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description UNREADABLE_BODY, IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_SLOW */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_ADDRESS_REFUSED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_JSON */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_WEBHOOK, INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the webhook with its new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_SECRET_SHOWN, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                /** @description the `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description a page; `nextCursor` is null at the end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_PAGE, INVALID_REQUEST */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description follow it in the list of deliveries */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_DISABLED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resendWebhookDelivery: {
        parameters: {
            query?: never;
            header: {
                /** @description a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer */
                "Idempotency-Key": string;
            };
            path: {
                webhookId: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the same message, with the same `webhook-id` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description IDEMPOTENCY_KEY_INVALID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description KEY_MISSING, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ROLE_TOO_LOW */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_DELIVERY_NOT_FOUND, WEBHOOK_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WEBHOOK_DISABLED, IDEMPOTENCY_KEY_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description LEDGER_UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
