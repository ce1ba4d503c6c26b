package io.maidian.disk;

import java.io.IOException;
import java.nio.file.Path;

/** The file system, or the quota on it, is full. What was asked may have been done in part. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1;

    public NoSpaceException(Path file, Throwable cause) {
        super("no space left for " + file, cause);
    }
}
