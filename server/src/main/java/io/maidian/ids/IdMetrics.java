package io.maidian.ids;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** Figures of the known ids. Safe for any thread. */
final class IdMetrics {
    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter searches;

    IdMetrics(MeterRegistry registry) {
        this.registry = registry;
        duplicates =
                Counter.builder("maidian.ids.duplicates")
                        .description("Events that were not stored again, as their id came before")
                        .register(registry);
        searches =
                Counter.builder("maidian.ids.searches")
                        .description("Searches of a file for an id")
                        .register(registry);
    }

    void watch(KnownIds ids, IdFolder folder) {
        Gauge.builder("maidian.ids.kept", ids, i -> (double) i.inMemory() + sum(folder, IdRun::ids))
                .description("Ids by which a duplicate would be recognised")
                .register(registry);
        Gauge.builder("maidian.ids.claims", ids, KnownIds::claims)
                .description("Uploads with new ids that are being stored")
                .register(registry);
        Gauge.builder(
                        "maidian.ids.memory",
                        ids,
                        i -> (double) i.tableBytes() + sum(folder, IdRun::memoryBytes))
                .description("Memory for recognising ids")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("maidian.ids.disk", folder, f -> sum(f, IdRun::fileBytes))
                .description("Size of the files of ids")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("maidian.ids.files", folder, f -> f.runs().size())
                .description("Files of ids")
                .register(registry);
    }

    private static double sum(IdFolder folder, ToLongFunction<IdRun> part) {
        return folder.runs().stream().mapToLong(part).sum();
    }

    void duplicates(int count) {
        if (count > 0) {
            duplicates.increment(count);
        }
    }

    void search() {
        searches.increment();
    }
}
