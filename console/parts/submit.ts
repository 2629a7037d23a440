import { type FormEvent, useState } from 'react';

interface Submit {
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** Why it cannot be sent now, or undefined. */
  why: string | undefined;
  isBusy: boolean;
  /** Why it was refused when it was last sent, or null. */
  error: unknown;
}

/** A form that is sent once at a time. What `act` throws is kept until it is sent again. */
export function useSubmit(whyNot: string | undefined, act: (form: FormData) => Promise<void>): Submit {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const why = isBusy ? 'Waiting for the answer …' : whyNot;
  const send = async (form: FormData) => {
    setBusy(true);
    setError(null);
    try {
      await act(form);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return {
    why,
    isBusy,
    error,
    onSubmit: (event) => {
      event.preventDefault();
      if (why === undefined) void send(new FormData(event.currentTarget));
    },
  };
}
