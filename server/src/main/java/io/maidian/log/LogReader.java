package io.maidian.log;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads groups in order, never past what is durable. For one thread; blocking. */
public interface LogReader extends Closeable {
    /**
     * The next group, or null while there is no durable one; a later call may find one. The group's
     * payloads are valid until the next call.
     *
     * @throws IOException if the log cannot be read or a checksum is wrong: the message names file
     *     and offset
     */
    @Nullable LogGroup next() throws IOException;
}
