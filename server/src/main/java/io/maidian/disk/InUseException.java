package io.maidian.disk;

import java.io.IOException;

/** Another process, or this one, holds the lock; the message says which and what to do. */
public final class InUseException extends IOException {
    private static final long serialVersionUID = 1;

    InUseException(String message) {
        super(message);
    }
}
