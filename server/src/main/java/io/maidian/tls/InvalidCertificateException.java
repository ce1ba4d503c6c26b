package io.maidian.tls;

import java.io.IOException;

/** Files that no certificate can be served from; the message is one line that says what to do. */
public final class InvalidCertificateException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidCertificateException(String message) {
        super(message);
    }
}
