package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    private final Origins origins =
            new Origins(address ->
                    List.of("10.0.0.1", "10.0.0.2", "0:0:0:0:0:0:0:1")
                            .contains(address.getHostAddress()));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "203.0.113.9, 198.51.100.1,                     203.0.113.9",
                "10.0.0.1,    -,                                10.0.0.1",
                "10.0.0.1,    198.51.100.1,                     198.51.100.1",
                "::1,         198.51.100.1:4711,                198.51.100.1",
                "10.0.0.1,    '[2001:db8::7]:4711',             2001:db8:0:0:0:0:0:7",
                "10.0.0.1,    2001:db8::7,                      2001:db8:0:0:0:0:0:7",
                "10.0.0.1,    '1.1.1.1, 198.51.100.1',          198.51.100.1",
                "10.0.0.1,    '1.1.1.1, 198.51.100.1, 10.0.0.2', 198.51.100.1",
                "10.0.0.1,    '10.0.0.2',                       10.0.0.2",
                "10.0.0.1,    '198.51.100.1, unknown',          10.0.0.1",
                "10.0.0.1,    '198.51.100.1, not.an.address, 10.0.0.2', 10.0.0.2",
                "10.0.0.1,    '',                               10.0.0.1",
                "10.0.0.1,    '[',                              10.0.0.1",
            })
    void theClientIsTheNearestOneWhoIsNotATrustedProxy(
            String peer, String forwardedFor, String client) {
        List<String> header = forwardedFor == null ? List.of() : List.of(forwardedFor);
        assertThat(origins.of(peer, false, header, List.of()).client()).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "203.0.113.9, false, https,         false",
                "203.0.113.9, true,  http,          true",
                "10.0.0.1,    false, https,         true",
                "10.0.0.1,    false, HTTPS,         true",
                "10.0.0.1,    false, 'https, http', true",
                "10.0.0.1,    false, -,             false",
                "10.0.0.1,    true,  -,             true",
                "10.0.0.1,    true,  http,          false",
            })
    void aTrustedProxySaysWhetherTheClientCameOverTls(
            String peer, boolean tls, String proto, boolean secure) {
        List<String> header = proto == null ? List.of() : List.of(proto);
        assertThat(origins.of(peer, tls, List.of(), header).secure()).isEqualTo(secure);
    }
}
