package io.maidian.log;

import io.maidian.event.Finding;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of one accepted event; together with its entry's upload it is an {@link
 * io.maidian.event.Event}, whose members it shares. The lists are not changed once it is made.
 *
 * @param key {@code n}
 * @param user {@code cs1}
 * @param visitUser {@code u}, where given
 * @param id the caller's own id, where given
 * @param eventMillis event time, ms
 * @param clientMillis {@code tm}, scaled to ms
 * @param num the event's own value, where given
 * @param variables in the order in which they came, keys unique
 * @param warnings empty for most
 */
public record EventRecord(
        String key,
        String user,
        @Nullable String visitUser,
        @Nullable String id,
        long eventMillis,
        long clientMillis,
        @Nullable Value num,
        List<Variable> variables,
        List<Finding> warnings) {}
