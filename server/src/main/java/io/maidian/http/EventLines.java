package io.maidian.http;

import io.maidian.event.Event;

/** How an export writes events: a head, and a line for each. */
sealed interface EventLines permits EventCsv, EventNdjson {
    /** The type of the whole. */
    String contentType();

    /** The end of the file's name. */
    String extension();

    /** What stands before the first event; may be empty. */
    String head();

    /** Writes an event with the end of its line. */
    void write(Event event, StringBuilder out);
}
