package fanout.lab.load;

/**
 * When calls start. In an open loop their number and times come from outside, as those of users who
 * know nothing of each other; in a closed loop each caller waits for its answer before it calls
 * again, so that a slow server is asked less. The two measure different things (Schroeder, Wierman
 * and Harchol-Balter, Open Versus Closed: A Cautionary Tale, NSDI 2006).
 */
public sealed interface Arrivals permits Open, Closed {}
