import { useEffect, useRef } from 'react';
import { NotSignedIn } from '../pages/sign-in/not-signed-in.tsx';
import './sign-in-again.css';

/** Over a page whose session has ended, and over its dialogues: what was typed there is kept until somebody signs in. */
export function SignInAgain() {
  const dialogue = useRef<HTMLDialogElement>(null);
  useEffect(() => dialogue.current?.showModal(), []);
  return (
    <dialog
      ref={dialogue}
      className="sign-in-again"
      aria-label="Sign in again"
      onCancel={(event) => event.preventDefault()}
    >
      <NotSignedIn isPageKept>Your session has ended. Sign in, and this page goes on as you left it.</NotSignedIn>
    </dialog>
  );
}
