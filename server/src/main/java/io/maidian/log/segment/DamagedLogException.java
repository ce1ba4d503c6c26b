package io.maidian.log.segment;

import java.io.IOException;
import java.nio.file.Path;

/** A segment does not hold what its format demands. The message names file and offset. */
final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1;

    private final String what;

    /**
     * @param offset in the file, of what is damaged
     */
    DamagedLogException(Path file, long offset, String what) {
        super("the log is damaged: " + file + " at offset " + offset + ": " + what);
        this.what = what;
    }

    /** What is wrong there. */
    String what() {
        return what;
    }
}
