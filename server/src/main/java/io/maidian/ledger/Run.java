package io.maidian.ledger;

import java.net.URI;

/**
 * One run of the sender, whose events are told from all others by its id.
 *
 * @param id in the variable {@code run} of each event
 * @param server the server's root, without a slash at the end
 * @param ai project id
 * @param event the key of its events
 * @param startedMillis by the sender's clock
 */
public record Run(String id, URI server, String ai, String event, long startedMillis) {
    /** The variable that bears {@link #id}. */
    static final String RUN = "run";

    /** The variable that bears an event's number. */
    static final String NUMBER = "number";

    /** The variable that bears half of it, so that a changed value is noticed. */
    static final String HALF = "half";
}
