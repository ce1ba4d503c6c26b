package io.maidian.intake;

import io.maidian.event.RetryIdentity;
import io.maidian.ids.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a data folder with which its uploads are identified. It outlives restarts; with
 * another one the same upload has another identity. Immutable.
 */
public record RetryKey(long first, long second) {
    /** The hash of all that a client sends again: path, stm, codec headers, options and bytes. */
    RetryIdentity identity(UploadRequest request) {
        UploadRequest.Codecs codecs = request.codecs();
        SipHash hash = new SipHash(first, second);
        // First of all what is there, so that no two requests are the same words.
        hash.add(
                (long) request.body().remaining() << Integer.SIZE
                        | bit(request.options().strict(), 0)
                        | bit(request.stm() != null, 1)
                        | bit(codecs.contentEncoding() != null, 2)
                        | bit(codecs.encode() != null, 3)
                        | bit(codecs.crypt() != null, 4)
                        | bit(codecs.compress() != null, 5));
        hash.add(request.ai());
        add(hash, request.stm());
        add(hash, codecs.contentEncoding());
        add(hash, codecs.encode());
        add(hash, codecs.crypt());
        add(hash, codecs.compress());
        hash.add(request.body());
        return hash.finish();
    }

    private static long bit(boolean set, int place) {
        return set ? 1L << place : 0;
    }

    private static void add(SipHash hash, @Nullable String text) {
        if (text != null) {
            hash.add(text);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RetryKey";
    }
}
