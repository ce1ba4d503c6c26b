package io.maidian.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The runs of one load against one server, and their medians. For one thread. */
final class LoadSeries {
    private static final double NANOS_PER_MICRO = 1_000;

    private final Load load;
    private final List<Run> runs = new ArrayList<>();
    private final List<EffortTable.PerRun> efforts = new ArrayList<>();

    LoadSeries(Load load) {
        this.load = load;
    }

    private record Run(LoadReport report, double seconds, Duration processorTime) {}

    /**
     * @param seconds in which it was sent
     * @param processorTime that the server used for it, until all was done
     */
    void add(LoadReport report, double seconds, Duration processorTime) {
        runs.add(new Run(report, seconds, processorTime));
    }

    /** For the run that was added last, where it is known. */
    void addEffort(Effort effort) {
        efforts.add(new EffortTable.PerRun(effort, events(runs.getLast())));
    }

    List<EffortTable.PerRun> efforts() {
        return efforts;
    }

    Spread eventsPerSecond() {
        return spread(run -> events(run) / run.seconds);
    }

    Spread p50Micros() {
        return spread(run -> run.report.p50Micros());
    }

    Spread p99Micros() {
        return spread(run -> run.report.p99Micros());
    }

    Spread p999Micros() {
        return spread(run -> run.report.p999Micros());
    }

    Spread maxMicros() {
        return spread(run -> run.report.maxMicros());
    }

    Spread processorMicrosPerEvent() {
        return spread(run -> run.processorTime.toNanos() / NANOS_PER_MICRO / events(run));
    }

    private long events(Run run) {
        return run.report.acknowledged() * load.events();
    }

    private Spread spread(ToDoubleFunction<Run> figure) {
        return Spread.of(runs.stream().mapToDouble(figure).toArray());
    }
}
