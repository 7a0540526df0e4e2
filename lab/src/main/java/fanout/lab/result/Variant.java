package fanout.lab.result;

import java.util.Map;

/**
 * One of the ways that were compared: a row of the experiment's table.
 *
 * @param name as in the charts
 * @param wrongTwin whether it is the wrong way, shown beside the right one
 * @param figures by name, in the order of the table's columns; all variants have the same ones
 */
public record Variant(String name, boolean wrongTwin, Map<String, Estimate> figures) {}
