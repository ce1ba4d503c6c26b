package io.maidian.http;

/** What answers a route. */
sealed interface Endpoint {
    /** Runs on the event loop, never blocks, and writes the answer itself. */
    non-sealed interface Direct extends Endpoint {
        void handle(Exchange exchange);
    }

    /** Runs on the console's worker threads with the body read, and may block. */
    non-sealed interface Blocking extends Endpoint {
        /**
         * @throws ApiProblem for what the caller can mend
         * @throws java.io.IOException if the store or the disk cannot answer now
         */
        ApiAnswer answer(ApiRequest request) throws java.io.IOException;
    }
}
