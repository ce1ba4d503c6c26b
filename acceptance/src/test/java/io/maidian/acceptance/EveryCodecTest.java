package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every legal combination of codecs, over HTTP: the event is found as it was sent. */
final class EveryCodecTest {
    private static final byte[] PLAIN = UploadBody.bytes("/codecs/plain.json");
    private static final byte[] GB18030 =
            new String(PLAIN, StandardCharsets.UTF_8).getBytes(Charset.forName("GB18030"));
    private static final AtomicLong STM = new AtomicLong(System.currentTimeMillis());

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("codecs"));
        api = maidian.api();
    }

    static List<Encoding> ofHttp() {
        return Encoding.OF_HTTP;
    }

    @ParameterizedTest
    @MethodSource("ofHttp")
    void theEventIsFoundAsItWasSent(Encoding ofHttp) {
        String ai = api.createProject("codecs " + ofHttp);
        Map<String, String> sent = new HashMap<>();
        for (Encoding ofBytes : Encoding.OF_BYTES) {
            for (boolean xor : new boolean[] {false, true}) {
                for (Encoding ofSdks : compressions()) {
                    boolean text = ofSdks.value().equals("1");
                    for (byte[] plain : text ? List.of(PLAIN) : List.of(PLAIN, GB18030)) {
                        long stm = STM.incrementAndGet();
                        Encoding crypt = xor ? Encoding.xor(stm) : Encoding.none("X-Crypt-Codec");
                        List<Encoding> inside = List.of(ofSdks, crypt, ofBytes, ofHttp);
                        String id = upload(ai, stm, plain, inside);
                        sent.put(
                                id, inside + (Arrays.equals(plain, PLAIN) ? " UTF-8" : " GB18030"));
                    }
                }
            }
        }
        assertThat(sent).hasSize(4 * (2 * 3 + 2));
        assertThat(api.awaitTotal(ai, Question.realtime("BuyProduct"), sent.size()).total())
                .isEqualTo(sent.size());
        JsonNode original = Api.JSON.readTree(PLAIN).get(0);
        for (JsonNode upload : api.uploads(ai, 200)) {
            String how = sent.remove(upload.get("request_id").stringValue());
            assertThat(upload.get("warned").intValue()).as(how).isZero();
            JsonNode event = upload.requiredAt("/events/0");
            assertThat(event.get("user")).as(how).isEqualTo(original.get("cs1"));
            assertThat(event.get("variables").toString())
                    .as(how)
                    .isEqualTo(original.get("var").toString());
        }
        assertThat(sent).isEmpty();
    }

    private static List<Encoding> compressions() {
        List<Encoding> all = new ArrayList<>(Encoding.OF_SDKS);
        all.add(Encoding.lzString("lz-string.bin"));
        all.add(Encoding.lzString("lz-string-utf16.txt"));
        return all;
    }

    /** Tells the request's id. */
    private static String upload(String ai, long stm, byte[] plain, List<Encoding> encodings) {
        byte[] body = plain;
        HttpRequest.Builder request = api.request("/v3/" + ai + "/s2s/cstm?stm=" + stm);
        for (Encoding encoding : encodings) {
            body = encoding.apply(body);
            if (!encoding.value().isEmpty()) {
                request.header(encoding.header(), encoding.value());
            }
        }
        Reply reply = api.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(reply.status()).as("%s: %s", encodings, reply.text()).isEqualTo(200);
        assertThat(reply.number("/accepted")).as("%s", encodings).isEqualTo(1);
        return reply.string("/request_id");
    }
}
