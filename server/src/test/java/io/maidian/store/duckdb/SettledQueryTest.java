package io.maidian.store.duckdb;

import io.maidian.event.EventBatch;

/** Answers are the same from events that lie in the settled tier. */
class SettledQueryTest extends DuckDbQueryEngineTest {
    @Override
    protected void add(EventBatch batch, long reached) throws Exception {
        super.add(batch, reached);
        store().settle(1);
    }
}
