package io.maidian.query;

import io.maidian.catalog.VariableType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an answer is empty. */
public sealed interface EmptyReason {
    /** Visit users were asked for, and server-side events have none. */
    record VisitUsers() implements EmptyReason {}

    /** No event of this key was ever received. */
    record NeverReceived() implements EmptyReason {}

    /** Events of this key came, and all were rejected. */
    record AllRejected(List<Rejection> rejections) implements EmptyReason {}

    /**
     * There are events, but none in the range.
     *
     * @param latestMillis the time of the latest one on the question's axis
     */
    record OutOfRange(@Nullable Long latestMillis) implements EmptyReason {}

    /**
     * Events of this key came, and all were dropped at the end of their retention.
     *
     * @param lastReceivedMillis when the latest of them was received
     */
    record NoLongerKept(long lastReceivedMillis) implements EmptyReason {}

    /** There are events in the range, but none of a user who is new in it. */
    record NoNewUsers() implements EmptyReason {}

    /**
     * There are events in the range, but none with a number that counts.
     *
     * @param events how many there are
     * @param texts in how many of them the variable was a string
     * @param declared its declared type
     */
    record NoNumbers(long events, long texts, @Nullable VariableType declared)
            implements EmptyReason {}

    /**
     * The project's uploads are switched off, so nothing came since.
     *
     * @param latestMillis the time of the latest event on the question's axis, if there is any
     */
    record UploadsOff(@Nullable Long latestMillis) implements EmptyReason {}

    /**
     * This reason, or that the uploads are switched off where that is more to the point: nothing
     * came ever, or nothing since before the range.
     */
    default EmptyReason whileUploadsAreOff(TimeRange range) {
        return switch (this) {
            case NeverReceived() -> new UploadsOff(null);
            case OutOfRange(Long latestMillis)
                    when latestMillis == null || latestMillis < range.fromMillis() ->
                    new UploadsOff(latestMillis);
            case OutOfRange _,
                    VisitUsers _,
                    AllRejected _,
                    NoLongerKept _,
                    NoNewUsers _,
                    NoNumbers _,
                    UploadsOff _ ->
                    this;
        };
    }

    /** How many were rejected for one reason. */
    record Rejection(String code, long count) {}
}
