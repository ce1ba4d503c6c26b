package io.maidian.http;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What answers a route. */
sealed interface Endpoint {
    /** Runs on the event loop, never blocks, and writes the answer itself. */
    non-sealed interface Direct extends Endpoint {
        void handle(Exchange exchange);
    }

    /** Its answer is made piece by piece on the threads for questions, and may be of any size. */
    non-sealed interface Streaming extends Endpoint {
        /**
         * Begins.
         *
         * @throws ApiProblem for what the caller can mend
         */
        Pieces open(ApiRequest request) throws java.io.IOException;
    }

    /** What a streaming endpoint answers. For one thread at a time. */
    interface Pieces {
        /** The type of the whole. */
        String contentType();

        /** The name under which a browser saves it. */
        String fileName();

        /** The next piece, of some megabytes at most; null at the end. */
        @Nullable Buffer next() throws java.io.IOException;
    }

    /**
     * Runs on {@link Workers} with the body read, and may block for a moment: it asks the catalog,
     * not the store.
     */
    non-sealed interface Blocking extends Endpoint {
        /**
         * @throws ApiProblem for what the caller can mend
         * @throws java.io.IOException if the store or the disk cannot answer now
         */
        ApiAnswer answer(ApiRequest request) throws java.io.IOException;

        /** Whose threads it runs on. */
        default Workers.Lot lot() {
            return Workers.Lot.QUICK;
        }
    }

    /** Asks the store or the log, and may take as long as a query. */
    interface Asking extends Blocking {
        @Override
        default Workers.Lot lot() {
            return Workers.Lot.ASKING;
        }
    }
}
