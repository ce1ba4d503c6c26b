package io.maidian.query;

import io.maidian.catalog.VariableType;
import org.jspecify.annotations.Nullable;

/** A question. Each engine answers it where its data is. */
public sealed interface Query {
    /**
     * A measure of one event over time.
     *
     * @param variable what the measure is of; null exactly where it is not of a variable
     */
    record Trend(
            String event,
            Measure measure,
            @Nullable MeasuredVariable variable,
            Interval interval,
            TimeRange range,
            TimeAxis axis,
            TargetUsers target)
            implements Query {
        public Trend {
            if (measure.ofVariable() != (variable != null)) {
                throw new IllegalArgumentException(measure + " of " + variable);
            }
        }

        /** One whose measure is of no variable. */
        public Trend(
                String event,
                Measure measure,
                Interval interval,
                TimeRange range,
                TimeAxis axis,
                TargetUsers target) {
            this(event, measure, null, interval, range, axis, target);
        }

        /** The same question of a variable of this declared type; itself where it is of none. */
        public Trend declared(@Nullable VariableType type) {
            return variable == null
                    ? this
                    : new Trend(
                            event,
                            measure,
                            new MeasuredVariable(variable.key(), type),
                            interval,
                            range,
                            axis,
                            target);
        }
    }
}
