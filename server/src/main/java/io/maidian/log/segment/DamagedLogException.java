package io.maidian.log.segment;

import java.io.IOException;
import java.nio.file.Path;

/** A segment does not hold what its format demands. The message names file and offset. */
final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1;

    private final long offset;

    /**
     * @param offset in the file, of the group that is damaged
     */
    DamagedLogException(Path file, long offset, String what) {
        super("the log is damaged: " + file + " at offset " + offset + ": " + what);
        this.offset = offset;
    }

    /** In the file, of the group that is damaged. */
    long offset() {
        return offset;
    }
}
