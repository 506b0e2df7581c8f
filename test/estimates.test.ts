import { describe, expect, it } from 'vitest';
import { type Pending, remainingSeconds } from '../src/resolvers/estimate.ts';
import type { Speed } from '../src/resolvers/speed.ts';
import { weightOf } from '../src/resolvers/weight.ts';

/** Two renders at once, of which each second of weight takes two, and nothing waits. */
const speed: Speed = {
  predict: (_quality, weight) => weight * 2,
  running: 0,
  atOnce: 2,
  queued: [],
  rate: 0.5,
  unended: 0,
  perPaper: null,
};
const nothing: Speed = { ...speed, predict: () => null };
const running = (seconds: number, share: number): Pending => ({ quality: 'LOW', weight: 10, priority: 1, running: { seconds, share } });
const waiting = (priority: number): Pending => ({ quality: 'LOW', weight: 10, priority, running: null });

describe('the time a job still takes', () => {
  it('is not known while nothing was measured', () => {
    expect(remainingSeconds([waiting(1)], nothing)).toBeNull();
    expect(remainingSeconds([running(1, 0.01)], nothing)).toBeNull();
    expect(remainingSeconds([running(1, 0.01), waiting(2)], nothing)).toBeNull();
  });

  it('follows from the speed of its own render as soon as that says something', () => {
    expect(remainingSeconds([running(6, 0.5)], nothing)).toBeCloseTo(6);
    expect(remainingSeconds([running(6, 0.5)], speed)).toBeCloseTo(6);
    expect(remainingSeconds([running(6, 0.5), waiting(2)], { ...nothing, running: 1, atOnce: 1 })).toBeCloseTo(18);
  });

  it('follows before that from renders like it, and is never over while it goes on', () => {
    expect(remainingSeconds([running(4, 0.01)], speed)).toBeCloseTo(16);
    expect(remainingSeconds([running(100, 0.01)], speed)).toBeCloseTo(25);
  });

  it('is that of the last of its renders', () => {
    expect(remainingSeconds([running(6, 0.5), running(1, 0.1)], speed)).toBeCloseTo(9);
  });

  it('is that of its renders one after the other, in as many places as there are', () => {
    expect(remainingSeconds([waiting(1), waiting(2), waiting(3)], speed)).toBeCloseTo(40);
    expect(remainingSeconds([running(12, 0.5), running(2, 0.5), waiting(3)], { ...speed, running: 2 })).toBeCloseTo(22);
    expect(remainingSeconds([running(2, 0.5), waiting(3)], { ...speed, running: 2 })).toBeCloseTo(22);
  });

  it('grows with what is before it in the queue, and not with what comes after it', () => {
    const alone = remainingSeconds([waiting(1)], speed) ?? 0;
    const behind = { ...speed, queued: [{ quality: 'LOW' as const, priority: 1, weight: 200 }] };
    const before = { ...speed, queued: [{ quality: 'LOW' as const, priority: 50, weight: 2000 }] };
    expect(remainingSeconds([waiting(1)], behind)).toBeGreaterThan(alone * 3);
    expect(remainingSeconds([waiting(1)], before)).toBeCloseTo(alone);
  });
});

describe('how much work code seems to be', () => {
  const scene = (...lines: string[]) => lines.map((line) => `        self.${line}`).join('\n');
  it('grows with its animations, their times, its waits and its formulas', () => {
    const one = weightOf(scene('play(Create(Circle()))'));
    expect(weightOf(scene('play(Create(Circle()))', 'play(Create(Square()))'))).toBe(one + 1);
    expect(weightOf(scene('play(Create(Circle()), run_time=4)'))).toBe(one + 3);
    expect(weightOf(scene('play(Create(Circle()))', 'wait(2.5)'))).toBe(one + 2.5);
    expect(weightOf(scene('play(Write(MathTex("x")))'))).toBeGreaterThan(one);
  });

  it('grows with long code, which does more than can be seen', () => {
    expect(weightOf(scene(...Array.from({ length: 160 }, () => 'step(square)')))).toBeGreaterThan(weightOf(scene('wait(10)')));
  });

  it('is bounded, whatever the code says', () => {
    expect(weightOf(scene('wait(1000000000)'))).toBeLessThan(1000);
    expect(weightOf('')).toBeGreaterThan(0);
  });
});
