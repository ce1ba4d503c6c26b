package io.maidian.http;

import io.maidian.intake.CapturedEvent;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.UploadOutcome;
import io.maidian.query.UploadSearch;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which uploads the debugger is asked for. One means the same over what is in memory and over the
 * store. Immutable.
 */
record UploadFilter(
        @Nullable String event,
        @Nullable String user,
        @Nullable Outcome outcome,
        @Nullable String code) {
    private static final int MAX_CHARS = 510;
    private static final Pattern CODE = Pattern.compile("[a-z0-9_.]{1,64}");

    /** What became of an event, or of the whole upload. */
    enum Outcome {
        ACCEPTED,
        WARNED,
        DUPLICATE,
        REJECTED,
        REFUSED
    }

    /**
     * Reads the parameters {@code event}, {@code user}, {@code outcome} and {@code code}; empty
     * ones count for nothing.
     *
     * @throws ApiProblem where one can match nothing
     */
    static UploadFilter of(Map<String, String> query) {
        String code = text(query, "code");
        if (code != null && !CODE.matcher(code).matches()) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE, "code", code, "a code such as cs1.forbidden_value");
        }
        return new UploadFilter(text(query, "event"), text(query, "user"), outcome(query), code);
    }

    private static @Nullable String text(Map<String, String> query, String name) {
        String given = query.get(name);
        if (given == null || given.isEmpty()) {
            return null;
        }
        if (given.length() > MAX_CHARS) {
            throw new ApiProblem(ApiError.BAD_VALUE, name, given, "1-255 characters");
        }
        return given;
    }

    private static @Nullable Outcome outcome(Map<String, String> query) {
        String given = text(query, "outcome");
        if (given == null) {
            return null;
        }
        for (Outcome each : Outcome.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(given)) {
                return each;
            }
        }
        throw new ApiProblem(
                ApiError.BAD_VALUE,
                "outcome",
                given,
                "accepted, warned, duplicate, rejected, refused");
    }

    boolean isConditional() {
        return event != null || user != null || outcome != null || code != null;
    }

    /** The events of an upload that meet the conditions. */
    List<CapturedEvent> matching(CapturedUpload upload) {
        boolean refused = isRefused(upload);
        return upload.events().stream()
                .filter(each -> event == null || event.equals(each.key()))
                .filter(each -> user == null || user.equals(each.user()))
                .filter(each -> matches(each, refused))
                .filter(each ->
                        code == null
                                || each.findings().stream().anyMatch(f -> code.equals(f.code())))
                .toList();
    }

    private boolean matches(CapturedEvent each, boolean refused) {
        if (outcome == null) {
            return true;
        }
        EventOutcome its = each.outcome();
        return switch (outcome) {
            case REFUSED -> refused;
            case ACCEPTED ->
                    !refused && (its == EventOutcome.ACCEPTED || its == EventOutcome.WARNED);
            case WARNED -> !refused && its == EventOutcome.WARNED;
            case DUPLICATE -> its == EventOutcome.DUPLICATE;
            case REJECTED -> !refused && its == EventOutcome.REJECTED;
        };
    }

    /**
     * Whether it matches as a whole, whatever its events.
     *
     * @param error the code of what its sender was told; null for none
     */
    boolean matchesWhole(CapturedUpload upload, @Nullable String error) {
        if (!isConditional()) {
            return true;
        }
        if (event != null || user != null) {
            return false;
        }
        if (outcome == Outcome.DUPLICATE) {
            return code == null
                    && upload.outcome() instanceof UploadOutcome.Stored stored
                    && stored.duplicate() > 0;
        }
        return isRefused(upload)
                && (outcome == null || outcome == Outcome.REFUSED)
                && (code == null || code.equals(error));
    }

    private static boolean isRefused(CapturedUpload upload) {
        return !(upload.outcome() instanceof UploadOutcome.Stored);
    }

    /** The same for the store; null where the store holds no such thing. */
    @Nullable UploadSearch search(int limit) {
        UploadSearch.Outcome stored = null;
        if (outcome != null) {
            switch (outcome) {
                case ACCEPTED -> stored = UploadSearch.Outcome.ACCEPTED;
                case WARNED -> stored = UploadSearch.Outcome.WARNED;
                case REJECTED -> stored = UploadSearch.Outcome.REJECTED;
                case REFUSED -> stored = UploadSearch.Outcome.REFUSED;
                case DUPLICATE -> {
                    return null;
                }
            }
        }
        return new UploadSearch(event, user, stored, code, limit);
    }
}
