import { Button } from '#renderer/ui/button.tsx';
import type { Question } from '#shared/api/questions.ts';
import { RevealedText } from '../foreign/revealed-text.tsx';
import styles from './question.module.css';
import { questionTitle } from './question-texts.ts';

interface OverQuestionProps {
  readonly question: Question;
  /** By the person who looks at it, on this page. */
  readonly wasAnsweredHere: boolean;
  /** Absent: nothing else waits. */
  readonly onNext?: () => void;
}

/** A question that stood here a moment ago: what became of it, and the way to the next. Keys answer nothing meanwhile. */
export function OverQuestion({ question, wasAnsweredHere, onNext }: OverQuestionProps) {
  return (
    <section className={styles.over} aria-label="Question that is over">
      <h2>{questionTitle(question)}</h2>
      <p className={styles.message}>
        <RevealedText text={question.message} />
      </p>
      <p role="status">
        {wasAnsweredHere
          ? 'Your answer is recorded.'
          : 'It was answered, withdrawn or has expired meanwhile. You have answered nothing.'}
      </p>
      {onNext !== undefined && <Button onClick={onNext}>Go to the next question</Button>}
    </section>
  );
}
