package io.maidian.ledger;

import java.nio.charset.StandardCharsets;

/** The events of an upload as its body. Stateless. */
final class EventBody {
    private EventBody() {}

    /**
     * What is sent.
     *
     * @param ids whether each event has the caller's own id
     * @param rejectedEvery each event whose number is divisible by this is one that the contract
     *     rejects; 0 for none
     */
    record Form(boolean ids, int rejectedEvery) {
        boolean isRejected(long number) {
            return rejectedEvery > 0 && number % rejectedEvery == 0;
        }

        /** Whether one of these is. */
        boolean hasRejected(long from, long to) {
            return rejectedEvery > 0 && Math.ceilDiv(from, rejectedEvery) * rejectedEvery <= to;
        }
    }

    /**
     * @param to the number of the last event, that is, included
     */
    static byte[] json(Run run, Form form, long from, long to, long nowMillis) {
        StringBuilder out = new StringBuilder();
        for (long number = from; number <= to; number++) {
            boolean bad = form.isRejected(number);
            out.append(number == from ? "[" : ",\n");
            out.append("{\"cs1\":\"").append(bad ? "-1" : "ledger-" + number % 1000);
            out.append("\",\"tm\":").append(nowMillis);
            out.append(",\"t\":\"cstm\",\"n\":\"").append(run.event()).append('"');
            if (form.ids()) {
                out.append(",\"id\":\"").append(run.id()).append('-').append(number).append('"');
            }
            out.append(",\"var\":{\"").append(Run.RUN).append("\":\"").append(run.id());
            out.append("\",\"").append(Run.NUMBER).append("\":").append(number);
            out.append(",\"").append(Run.HALF).append("\":").append(number / 2.0).append("}}");
        }
        return out.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }
}
