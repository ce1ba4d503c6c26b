package io.maidian.log;

import java.io.IOException;

/** Somebody who makes something of the log, and so needs it to reach back far enough. */
@FunctionalInterface
public interface LogUser {
    /**
     * From where on it still needs the log: what lies before is in something that outlives a crash,
     * and will not be read again. It only grows. Blocking; called by one thread, seldom.
     *
     * @throws IOException if it cannot be told now; nothing is dropped then
     */
    LogPosition needsFrom() throws IOException;
}
