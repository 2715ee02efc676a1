/** What the crash matrix ends with: it must not pass for having held. */
import { expect, test } from 'vitest';
import { judgeMatrix } from '../../tools/crash-matrix/judge.ts';

const held = { name: 'of three waves', points: 40, different: 0 };

test('drills whose every point ended as it must are a success', () => {
  expect(judgeMatrix([held, held])).toMatchObject({ exitCode: 0, text: expect.stringMatching(/^every one ended/) });
});

test('one point that ended differently makes it a failure', () => {
  expect(judgeMatrix([held, { ...held, different: 1 }])).toEqual({ exitCode: 1, text: '1 ended differently' });
});

test('a drill of which no point was tried is not one that held', () => {
  expect(judgeMatrix([held, { ...held, points: 0 }])).toEqual({
    exitCode: 1,
    text: 'no point of a drill of three waves was tried',
  });
  expect(judgeMatrix([])).toEqual({ exitCode: 1, text: 'no drill was tried' });
});
