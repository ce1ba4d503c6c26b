package io.maidian.store;

import org.jspecify.annotations.Nullable;

/** Some event of a batch can never be stored as it is: the data is at fault, not the disk. */
public final class UnloadableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnloadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
