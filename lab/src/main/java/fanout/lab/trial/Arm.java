package fanout.lab.trial;

/**
 * One of the ways that are compared.
 *
 * @param name in tables and charts, unique within the experiment
 * @param wrongTwin whether it is the wrong way, shown beside the right one
 * @param trial measures it once
 */
public record Arm(String name, boolean wrongTwin, Trial trial) {}
