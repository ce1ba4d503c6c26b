package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadRequest.Codecs;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small bodies that hold much more than the limit: refused in bounded memory and time. */
@Timeout(30)
class BombTest {
    private static final int MIB = 1 << 20;

    /** Twice the limit, for the pieces and the whole, and what the codec needs. */
    private static final long CUT_OFF_BYTES = 128L * MIB;

    private final IntakeFixture fixture = new IntakeFixture();

    @Test
    void gzipOfAsManyZerosAsFitIntoARequestIsCutOff() {
        byte[] bomb = gzipOfZeros(4_000);
        assertThat(bomb.length).isLessThanOrEqualTo(IntakeLimits.DEFAULTS.wireBytes());
        tooLarge(bomb, new Codecs("gzip", null, null, null), CUT_OFF_BYTES);
    }

    @Test
    void tenGibibytesOfZerosGzippedTwiceAreCutOff() {
        byte[] bomb = Encoders.gzip(gzipOfZeros(10 * 1_024));
        assertThat(bomb.length).isLessThan(MIB);
        tooLarge(bomb, new Codecs("gzip, gzip", null, null, null), CUT_OFF_BYTES);
    }

    @Test
    void deflateIsCutOff() {
        byte[] gzip = gzipOfZeros(1_024);
        byte[] bomb = Arrays.copyOfRange(gzip, 10, gzip.length);
        tooLarge(bomb, new Codecs("deflate", null, null, null), CUT_OFF_BYTES);
    }

    @Test
    void tenGibibytesOfZerosInZstdAreCutOff() {
        byte[] bomb = zstdOfZeros(10 * 1_024 * 8, 0x68);
        tooLarge(bomb, new Codecs("zstd", null, null, null), CUT_OFF_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x69, 0x70, 0x88, 0x98, 0xa0, 0xa8, 0xff})
    void zstdThatAsksForALargeWindowIsRefusedBeforeItIsInflated(int window) {
        byte[] bomb = zstdOfZeros(10 * 1_024 * 8, window);
        tooLarge(bomb, new Codecs("zstd", null, null, null), MIB);
        byte[] behind = concat(Encoders.zstd(new byte[] {'[', ']'}), bomb);
        tooLarge(behind, new Codecs("zstd", null, null, null), MIB);
    }

    @Test
    void zstdThatDeclaresAHugeContentIsRefusedBeforeItIsInflated() {
        byte[] bomb = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xe0, 0, 0, 0, 0, 1, 0, 0, 0};
        byte[] block = {3, 0, 0x10, 0};
        tooLarge(concat(bomb, block), new Codecs("zstd", null, null, null), MIB);
        bomb[12] = (byte) 0x80;
        tooLarge(concat(bomb, block), new Codecs("zstd", null, null, null), MIB);
    }

    @Test
    void lz4OfMoreThanTheLimitIsRefusedBeforeItIsInflated() {
        byte[] bomb = new byte[4 * MIB];
        Arrays.fill(bomb, (byte) 0xff);
        System.arraycopy(new byte[] {0x1f, 'a', 1, 0}, 0, bomb, 0, 4);
        bomb[bomb.length - 2] = 0;
        bomb[bomb.length - 1] = 0;
        tooLarge(bomb, new Codecs(null, null, null, "3"), MIB);
    }

    @Test
    void lz4OfWhichALengthHasNoEndIsRefused() {
        byte[] bomb = new byte[4 * MIB];
        Arrays.fill(bomb, (byte) 0xff);
        refused(bomb, new Codecs(null, null, null, "3"), "codec.corrupt", MIB);
    }

    @Test
    void lz4ThatCopiesFromBeforeItsBeginningIsRefused() {
        byte[] bomb = {0x1f, 'a', 9, 0, 100, 0x50, 'a', 'a', 'a', 'a', 'a'};
        refused(bomb, new Codecs(null, null, null, "3"), "codec.corrupt", MIB);
    }

    @Test
    void lzStringIsCutOff() {
        byte[] bomb = lzStringOfGrowingRuns(10_000);
        assertThat(bomb.length).isLessThan(MIB / 32);
        tooLarge(bomb, new Codecs(null, null, null, "1"), CUT_OFF_BYTES);
    }

    @Test
    void lzStringOfManyCodesThatAnotherCodecHidIsRefused() {
        byte[] bomb = Encoders.gzip(new byte[31 * MIB]);
        tooLarge(bomb, new Codecs("gzip", null, null, "1"), CUT_OFF_BYTES);
    }

    @Test
    void aLayerThatInflatesToABombIsRefusedAsTheBomb() {
        byte[] declaresFourGibibytes = {-1, -1, -1, -1, 0x0f, 0, 0};
        byte[] bomb = Encoders.gzip(Encoders.base64(declaresFourGibibytes));
        refused(bomb, new Codecs("gzip", "1", null, "2"), "codec.corrupt", MIB);
    }

    private void tooLarge(byte[] body, Codecs codecs, long allocatedBytes) {
        refused(body, codecs, "body.too_large", allocatedBytes);
    }

    private void refused(byte[] body, Codecs codecs, String code, long allocatedBytes) {
        UploadOutcome outcome = bounded(body, codecs, allocatedBytes);
        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).finding().code()).isEqualTo(code);
    }

    private UploadOutcome bounded(byte[] body, Codecs codecs, long allocatedBytes) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        fixture.upload(body, null, codecs);
        long before = threads.getCurrentThreadAllocatedBytes();
        UploadOutcome outcome = fixture.upload(body, null, codecs);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(allocatedBytes);
        return outcome;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A gzip without its end, which nobody should come to: one MiB, deflated once, repeated. */
    private static byte[] gzipOfZeros(int mebibytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        byte[] piece = new byte[MIB];
        deflater.setInput(new byte[MIB]);
        int length = deflater.deflate(piece, 0, piece.length, Deflater.FULL_FLUSH);
        deflater.end();
        ByteArrayOutputStream bomb = new ByteArrayOutputStream(10 + mebibytes * length);
        bomb.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
        for (int i = 0; i < mebibytes; i++) {
            bomb.write(piece, 0, length);
        }
        return bomb.toByteArray();
    }

    /** Blocks of 128 KiB, each of which says "0, so many times" in four bytes. */
    private static byte[] zstdOfZeros(int blocks, int window) {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream(6 + 4 * blocks);
        bomb.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) window});
        for (int i = 0; i < blocks; i++) {
            int last = i == blocks - 1 ? 1 : 0;
            bomb.writeBytes(new byte[] {(byte) (2 | last), 0, 0x10, 0});
        }
        return bomb.toByteArray();
    }

    /** Each code stands for the run before it and one more. */
    private static byte[] lzStringOfGrowingRuns(int codes) {
        BitSet bits = new BitSet();
        int at = write(bits, 0, 0, 2);
        at = write(bits, at, 'a', 8);
        int width = 3;
        int untilWider = 4;
        for (int code = 4; code < codes; code++) {
            at = write(bits, at, code, width);
            if (--untilWider == 0) {
                untilWider = 1 << width++;
            }
        }
        byte[] bytes = new byte[at / 8 + 2];
        for (int i = 0; i < at; i++) {
            if (bits.get(i)) {
                bytes[i / 8] |= (byte) (0x80 >> (i % 8));
            }
        }
        return bytes;
    }

    private static int write(BitSet bits, int at, int value, int count) {
        for (int i = 0; i < count; i++) {
            bits.set(at + i, ((value >> i) & 1) == 1);
        }
        return at + count;
    }
}
