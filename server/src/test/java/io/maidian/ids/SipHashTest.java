package io.maidian.ids;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.RetryIdentity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
    /** The key of the published vectors: bytes 0 to 15. */
    private static final long FIRST = 0x07060504_03020100L;

    private static final long SECOND = 0x0f0e0d0c_0b0a0908L;

    @ParameterizedTest
    @CsvSource({
        "0, a3817f04ba25a8e66df67214c7550293",
        "1, da87c1d86b99af44347659119b22fc45",
        "7, a1f1ebbed8dbc153c0b84aa61ff08239",
        "8, 3b62a9ba6258f5610f83e264f31497b4",
        "15, 5493e99933b0a8117e08ec0f97cfc3d9",
        "63, 5150d1772f50834a503e069a973fbd7c"
    })
    void thePublishedVectorsHold(int length, String expected) {
        byte[] message = new byte[length + 3];
        for (int i = 0; i < length; i++) {
            message[i + 2] = (byte) i;
        }
        SipHash hash = new SipHash(FIRST, SECOND);
        hash.add(ByteBuffer.wrap(message, 2, length));
        RetryIdentity identity = hash.finish();

        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(identity.high()).putLong(identity.low());
        assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo(expected);
    }
}
