package io.maidian.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The product's figures at one moment, from {@code GET /metrics}; samples of one name that differ
 * in their labels are summed.
 *
 * @param sums by name
 */
record ProductMetrics(Map<String, Double> sums) {

    static ProductMetrics parse(String text) {
        Map<String, Double> sums = new HashMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#") && line.contains(" "))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    int labels = line.indexOf('{');
                    String name = line.substring(0, labels < 0 ? end : labels);
                    sums.merge(name, Double.parseDouble(line.substring(end + 1)), Double::sum);
                });
        return new ProductMetrics(sums);
    }

    /** Events that the indexer brought into the store since the product started. */
    long indexedEvents() {
        return Math.round(value("maidian_indexer_events_total"));
    }

    /** How often the log was forced to disk since the product started. */
    long forces() {
        return Math.round(value("maidian_log_force_seconds_count"));
    }

    /** What the store has yet to settle, if this product settles and says so. */
    OptionalDouble settleBacklog() {
        return sums.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith("maidian_settl")
                                && entry.getKey().contains("backlog"))
                .mapToDouble(Map.Entry::getValue)
                .max();
    }

    private double value(String name) {
        Double value = sums.get(name);
        if (value == null) {
            throw new BenchFailure("the product's /metrics lacks " + name);
        }
        return value;
    }
}
