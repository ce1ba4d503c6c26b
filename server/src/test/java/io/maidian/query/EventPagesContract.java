package io.maidian.query;

import static io.maidian.store.Uploads.decimal;
import static io.maidian.store.Uploads.text;
import static io.maidian.store.Uploads.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.Value;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every query engine promises of the events themselves. */
public abstract class EventPagesContract {
    /** A cap on event keys that is reached here. */
    protected static final int EVENT_KEYS = 3;

    private static final String AI = "0a1b2c3d4e5f6789";
    private static final long MANY_CHARS = 1 << 20;

    @TempDir private Path folder;
    private long position;

    /** Begins with an empty store in this folder. */
    protected abstract void open(Path folder) throws IOException;

    /** Adds a batch to the store, at this position. */
    protected abstract void add(EventBatch batch, long reached) throws Exception;

    /** The engine over the store. */
    protected abstract QueryEngine engine();

    /** Lets the store go. */
    protected abstract void close() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        open(folder);
    }

    @AfterEach
    void closeStore() throws IOException {
        close();
    }

    private void add(Uploads uploads) throws Exception {
        position += 1000;
        add(uploads.batch(), position);
    }

    private Uploads uploads(long receivedMillis) {
        return new Uploads(AI, position, receivedMillis);
    }

    private static EventSelection all(String event) {
        return new EventSelection(event, null, null, TimeAxis.EVENT);
    }

    private List<Event> read(EventSelection selection, int limit, long chars) throws IOException {
        List<Event> events = new ArrayList<>();
        EventPage.@Nullable Place after = null;
        do {
            EventPage page =
                    engine().events(AI, selection, new EventPage.Request(after, limit, chars));
            assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
            events.addAll(page.events());
            after = page.next();
        } while (after != null);
        return events;
    }

    private List<String> users(EventSelection selection) throws IOException {
        return read(selection, 100, MANY_CHARS).stream().map(Event::user).toList();
    }

    @Test
    void anEventComesBackAsItWasStored() throws Exception {
        Uploads uploads =
                uploads(50)
                        .upload(AI, 7, 3, 60)
                        .event("other", "u0", 1)
                        .event(
                                "pay",
                                "u1",
                                -5,
                                new Value.Whole(Long.MAX_VALUE),
                                List.of(
                                        text("a", "x\"y"),
                                        whole("big", Long.MIN_VALUE),
                                        decimal("tenth", 0.1)),
                                List.of(new Finding("n.trimmed", "/1/n", " pay")));
        add(uploads);
        assertThat(read(all("pay"), 10, MANY_CHARS))
                .containsExactly(uploads.batch().events().get(1));
    }

    @Test
    void aWholeDecimalComesBackWithoutItsFraction() throws Exception {
        add(uploads(1).event("pay", "u1", 1, decimal("v", 3.0)));
        assertThat(read(all("pay"), 1, 1).getFirst().variables()).containsExactly(whole("v", 3));
    }

    @Test
    void pagesGoOnOverLongStretchesOfTheLogWithoutSuchEvents() throws Exception {
        List<String> users = new ArrayList<>();
        for (long gap = 1 << 10; gap <= 1L << 40; gap <<= 5) {
            users.add("u" + gap);
            add(uploads(1).event("pay", "u" + gap, 1).event("pay", "v" + gap, 1));
            users.add("v" + gap);
            position += gap;
        }
        for (int limit : new int[] {1, 2, 3, 100}) {
            assertThat(read(all("pay"), limit, MANY_CHARS))
                    .extracting(Event::user)
                    .containsExactlyElementsOf(users);
        }
    }

    @Test
    void pagesHoldEachEventOnceInTheOrderOfTheLogWhateverArrivesMeanwhile() throws Exception {
        for (int batch = 0; batch < 5; batch++) {
            Uploads uploads = uploads(100 - batch);
            for (int upload = 0; upload < 3; upload++) {
                uploads.upload(AI, position + upload, upload, 100 - batch);
                for (int i = 0; i < 7; i++) {
                    uploads.event(i % 2 == 0 ? "pay" : "other", "u" + i, 1_000 - i);
                }
            }
            add(uploads);
        }
        List<Event> found = new ArrayList<>();
        EventPage.@Nullable Place after = null;
        do {
            EventPage page =
                    engine().events(AI, all("pay"), new EventPage.Request(after, 5, MANY_CHARS));
            found.addAll(page.events());
            after = page.next();
            if (found.size() == 10) {
                add(uploads(200).event("pay", "late", 3));
            }
        } while (after != null);
        assertThat(found).hasSize(5 * 3 * 4 + 1);
        Set<EventPage.Place> places = new HashSet<>();
        found.forEach(event -> assertThat(places.add(EventPage.Place.of(event))).isTrue());
        assertThat(found.getLast().user()).isEqualTo("late");
        for (int i = 1; i < found.size(); i++) {
            assertThat(found.get(i).upload().id().position())
                    .isGreaterThanOrEqualTo(found.get(i - 1).upload().id().position());
        }
    }

    @Test
    void aPageOfLongEventsIsShort() throws Exception {
        Uploads uploads = uploads(1);
        for (int i = 0; i < 10; i++) {
            uploads.event("pay", "u" + i, 1, text("v", "x".repeat(200)));
        }
        add(uploads);
        EventPage page = engine().events(AI, all("pay"), new EventPage.Request(null, 100, 500));
        assertThat(page.events()).hasSize(3);
        assertThat(read(all("pay"), 100, 0)).hasSize(10);
    }

    @Test
    void fromIsIncludedAndToIsNotOfEitherTime() throws Exception {
        add(uploads(10).event("pay", "u1", 100).event("pay", "u2", 101).event("pay", "u3", 102));
        add(uploads(11).event("pay", "u4", 101));
        assertThat(users(new EventSelection("pay", 101L, 102L, TimeAxis.EVENT)))
                .containsExactly("u2", "u4");
        assertThat(users(new EventSelection("pay", 102L, null, TimeAxis.EVENT)))
                .containsExactly("u3");
        assertThat(users(new EventSelection("pay", null, 11L, TimeAxis.RECEIVED)))
                .containsExactly("u1", "u2", "u3");
    }

    @Test
    void anEventKeyBeyondTheCapIsFoundByItsOwnName() throws Exception {
        add(
                uploads(1)
                        .event("a", "u1", 1)
                        .event("b", "u2", 1)
                        .event("c", "u3", 1)
                        .event("d", "u4", 1, text("v", "w"))
                        .event("e", "u5", 1));
        List<Event> found = read(all("d"), 10, MANY_CHARS);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().key()).isEqualTo("d");
        assertThat(found.getFirst().variables()).containsExactly(text("v", "w"));
        assertThat(users(all("nothing"))).isEmpty();
    }

    @Test
    void anotherProjectsEventsAreNotShown() throws Exception {
        add(uploads(1).event("pay", "u1", 1).upload("ffff", 9, 0, 1).event("pay", "u2", 1));
        assertThat(users(all("pay"))).containsExactly("u1");
        EventPage.Request first = new EventPage.Request(null, 10, MANY_CHARS);
        assertThat(engine().events("nobody", all("pay"), first).events()).isEmpty();
    }

    @Test
    void aReplayedEventIsAmongThemOnce() throws Exception {
        add(uploads(1).rejected("pay", "cs1.missing", "{}").replayed(0, "pay", 5));
        assertThat(users(all("pay"))).containsExactly("mended");
    }
}
