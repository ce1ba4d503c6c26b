package io.maidian.store.duckdb;

import io.maidian.event.EventBatch;

/** Answers are the same from events of which the older ones are settled and the latest are not. */
class BothTiersQueryTest extends DuckDbQueryEngineTest {
    @Override
    protected void add(EventBatch batch, long reached) throws Exception {
        store().settle(1);
        super.add(batch, reached);
    }
}
