package io.maidian.ids;

import java.io.IOException;
import java.nio.file.Path;

/** A file of ids does not hold what was written; the message is one line that says what to do. */
final class DamagedIdsException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedIdsException(Path file, String what) {
        super(
                "%s is damaged (%s): stop the server, move this file elsewhere, start again: what it held is made again from the log, as far as that reaches back"
                        .formatted(file, what));
    }
}
