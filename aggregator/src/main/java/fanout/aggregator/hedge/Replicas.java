package fanout.aggregator.hedge;

import fanout.runtime.spec.SpecException;

/**
 * The replicas of one backend, numbered from 0. A backend whose replicas cannot be told apart has
 * one.
 *
 * @param count from 1 to 64
 */
public record Replicas(int count) {
  public Replicas {
    SpecException.require(count >= 1 && count <= 64, "replicas", count, "1 to 64");
  }

  /**
   * The replica for the n-th hedge of a call, from 1: the others in turn, then from the first
   * again.
   */
  int inTurn(int first, int hedge) {
    return (first + hedge) % count;
  }
}
