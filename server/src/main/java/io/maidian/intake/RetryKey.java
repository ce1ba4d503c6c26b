package io.maidian.intake;

import io.maidian.event.RetryIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a data folder with which its uploads are identified. It outlives restarts; with
 * another one the same upload has another identity. Immutable.
 */
public record RetryKey(long first, long second) {
    private static final int CHARS_PER_WORD = 4;

    /** The hash of all that a client sends again: path, stm, codec headers, options and bytes. */
    RetryIdentity identity(UploadRequest request) {
        UploadRequest.Codecs codecs = request.codecs();
        SipHash hash = new SipHash(this);
        // First of all what is there, so that no two requests are the same words.
        hash.add(
                (long) request.body().remaining() << Integer.SIZE
                        | bit(request.options().strict(), 0)
                        | bit(request.stm() != null, 1)
                        | bit(codecs.contentEncoding() != null, 2)
                        | bit(codecs.encode() != null, 3)
                        | bit(codecs.crypt() != null, 4)
                        | bit(codecs.compress() != null, 5));
        add(hash, request.ai());
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

    /** A text, if there is one, with its length before it. */
    private static void add(SipHash hash, @Nullable String text) {
        if (text == null) {
            return;
        }
        int length = text.length();
        hash.add(length);
        for (int from = 0; from < length; from += CHARS_PER_WORD) {
            long word = 0;
            for (int i = from; i < Math.min(length, from + CHARS_PER_WORD); i++) {
                word = word << Character.SIZE | text.charAt(i);
            }
            hash.add(word);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RetryKey";
    }
}
