package io.maidian.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One accepted event.
 *
 * @param upload what it came with; shared by all events of one upload
 * @param index its place in the upload's array
 * @param key {@code n}, what happened
 * @param user {@code cs1}, the login user
 * @param visitUser {@code u}, where given
 * @param id the caller's own id, where given
 * @param eventMillis event time: {@code tm} as corrected by the upload contract, ms
 * @param clientMillis {@code tm} as the client said it, scaled to ms
 * @param num the event's own value in the older API, where given
 * @param variables in the order in which they came, keys unique
 * @param warnings why it was accepted only with a warning; empty for most
 */
public record Event(
        Upload upload,
        int index,
        String key,
        String user,
        @Nullable String visitUser,
        @Nullable String id,
        long eventMillis,
        long clientMillis,
        @Nullable Value num,
        List<Variable> variables,
        List<Finding> warnings) {}
