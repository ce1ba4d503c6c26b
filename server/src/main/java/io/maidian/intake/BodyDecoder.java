package io.maidian.intake;

import io.maidian.intake.UploadRequest.Codecs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes on the wire to JSON text in valid UTF-8, within the limits. Safe for any thread.
 */
final class BodyDecoder {
    /** The headers in the order in which they are undone, outermost first. */
    private static final List<Header> HEADERS =
            List.of(
                    new Header("Content-Encoding", Codecs::contentEncoding),
                    new Header("X-Encode-Codec", Codecs::encode),
                    new Header("X-Crypt-Codec", Codecs::crypt),
                    new Header("X-Compress-Codec", Codecs::compress));

    private final IntakeLimits limits;

    BodyDecoder(IntakeLimits limits) {
        this.limits = limits;
    }

    /** What became of a body. */
    sealed interface Body {}

    /**
     * It can be read.
     *
     * @param text JSON text, or what should be, backed by an array
     * @param raw the text as it came, of which each byte stands for the same in {@code text}
     * @param unpaired whether some of it became {@link Charsets#UNPAIRED}
     */
    record Decoded(ByteBuffer text, ByteBuffer raw, boolean unpaired) implements Body {
        Decoded(ByteBuffer text) {
            this(text, text, false);
        }

        Decoded(byte[] bytes, int offset, int length) {
            this(ByteBuffer.wrap(bytes, offset, length));
        }

        byte[] bytes() {
            return text.array();
        }

        int offset() {
            return text.arrayOffset() + text.position();
        }

        int length() {
            return text.remaining();
        }
    }

    /** It cannot. */
    record Undecodable(UploadOutcome.Refused reason) implements Body {}

    private record Header(String name, Function<Codecs, @Nullable String> value) {}

    Body decode(ByteBuffer wire, Codecs codecs) {
        if (wire.remaining() > limits.wireBytes()) {
            return new Undecodable(Rule.BODY_TOO_LARGE.refuse(Integer.toString(wire.remaining())));
        }
        Body body = new Decoded(wire);
        for (Header header : HEADERS) {
            String value = header.value().apply(codecs);
            if (value != null && body instanceof Decoded decoded) {
                body = undo(header.name(), value.strip(), decoded);
            }
        }
        return body instanceof Decoded decoded
                ? Charsets.utf8(decoded, limits.decodedBytes())
                : body;
    }

    private Body undo(String header, String value, Decoded body) {
        String name = header + ": " + value;
        Codec codec = Codec.of(header, value);
        if (codec == null) {
            return new Undecodable(Rule.CODEC_UNKNOWN.refuse(RawValue.quote(name)));
        }
        // The SDKs' probe: codec headers and no body.
        if (body.length() == 0) {
            return body;
        }
        return switch (codec.decode(body, limits.decodedBytes())) {
            case Codec.Plain(Decoded plain) -> plain;
            case Codec.TooLarge(long bytes) ->
                    new Undecodable(Rule.BODY_TOO_LARGE.refuse(Long.toString(bytes)));
            case Codec.Corrupt() ->
                    new Undecodable(Rule.CODEC_CORRUPT.refuse(RawValue.quote(name)));
        };
    }
}
