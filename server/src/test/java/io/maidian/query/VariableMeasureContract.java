package io.maidian.query;

import static io.maidian.store.Uploads.decimal;
import static io.maidian.store.Uploads.text;
import static io.maidian.store.Uploads.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.Project;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import io.maidian.event.EventBatch;
import io.maidian.event.Variable;
import io.maidian.query.Series.Point;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every query engine promises of the numbers of variables. */
public abstract class VariableMeasureContract {
    private static final String AI = "0a1b2c3d4e5f6789";
    private static final Project PROJECT = new Project(AI, "demo", ZoneId.of("UTC"), 0);
    private static final long HOUR = 3_600_000;

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

    /** An event of each of these, one an hour. */
    private void hourly(Variable... variables) throws Exception {
        Uploads uploads = new Uploads(AI, position, 0);
        for (int i = 0; i < variables.length; i++) {
            uploads.event("pay", "u" + i, i * HOUR, variables[i]);
        }
        position += 1000;
        add(uploads.batch(), position);
    }

    private Answer ask(Measure measure, String variable, @Nullable VariableType declared)
            throws IOException {
        Query.Trend trend =
                new Query.Trend(
                        "pay",
                        measure,
                        new MeasuredVariable(variable, declared),
                        Interval.HOUR,
                        new TimeRange(0, 1000 * HOUR),
                        TimeAxis.EVENT,
                        TargetUsers.ALL_LOGIN_USERS);
        return engine().answer(PROJECT, trend);
    }

    private String total(Measure measure) throws IOException {
        return total(measure, "v", null);
    }

    private String total(Measure measure, String variable, @Nullable VariableType declared)
            throws IOException {
        Answer answer = ask(measure, variable, declared);
        assertThat(answer.emptyReason()).isNull();
        return answer.series().getFirst().total().toString();
    }

    @Test
    void aTenthTenTimesIsOne() throws Exception {
        Variable[] tenths = new Variable[10];
        java.util.Arrays.fill(tenths, decimal("v", 0.1));
        hourly(tenths);
        assertThat(total(Measure.SUM)).isEqualTo("1");
        assertThat(total(Measure.AVG)).isEqualTo("0.1");
        assertThat(ask(Measure.SUM, "v", null).series().getFirst().points())
                .hasSize(10)
                .contains(new Point(3 * HOUR, new BigDecimal("0.1")));
    }

    @Test
    void aTenthTenTimesInOneBucketIsOne() throws Exception {
        Uploads uploads = new Uploads(AI, position, 0);
        for (int i = 0; i < 10; i++) {
            uploads.event("pay", "u", i, decimal("v", 0.1));
        }
        add(uploads.batch(), 1000);
        assertThat(ask(Measure.SUM, "v", null).series().getFirst().points())
                .containsExactly(new Point(0, 1));
    }

    @Test
    void valuesThatDoNotFitTheirTypeAreCountedByTheTimeTheyWereReceived() throws Exception {
        hourly(
                whole("n", 1),
                decimal("n", 2.5),
                decimal("n", 3.0),
                text("n", "4"),
                whole("n", Long.MAX_VALUE),
                text("other", "x"));
        assertThat(misfits(VariableType.INT, new TimeRange(0, HOUR)))
                .containsExactly(new VariableMisfits("n", VariableType.INT, 5, 2));
        assertThat(misfits(VariableType.DOUBLE, new TimeRange(0, HOUR)))
                .containsExactly(new VariableMisfits("n", VariableType.DOUBLE, 5, 1));
        assertThat(misfits(VariableType.STRING, new TimeRange(0, HOUR)))
                .containsExactly(new VariableMisfits("n", VariableType.STRING, 5, 4));
        assertThat(misfits(VariableType.INT, new TimeRange(1, HOUR)))
                .containsExactly(new VariableMisfits("n", VariableType.INT, 0, 0));
    }

    @Test
    void variablesWhoseValuesAllFitAreNotListed() throws Exception {
        hourly(whole("n", 1), whole("n", 2));
        assertThat(misfits(VariableType.INT, new TimeRange(0, HOUR))).isEmpty();
        assertThat(misfits(VariableType.DOUBLE, new TimeRange(0, HOUR))).isEmpty();
        assertThat(engine().misfits("0000000000000000", "pay", List.of(), new TimeRange(0, HOUR)))
                .isEmpty();
    }

    private List<VariableMisfits> misfits(VariableType declared, TimeRange received)
            throws IOException {
        return engine().misfits(
                        AI, "pay", List.of(new VariableDefinition("n", null, declared)), received);
    }

    @Test
    void integersAreExactBeyondWhatADoubleHolds() throws Exception {
        hourly(whole("v", Long.MAX_VALUE), whole("v", Long.MAX_VALUE), whole("v", 1));
        assertThat(total(Measure.SUM)).isEqualTo("18446744073709551615");
        assertThat(total(Measure.MAX)).isEqualTo("9223372036854775807");
        assertThat(total(Measure.MIN)).isEqualTo("1");
        assertThat(ask(Measure.SUM, "v", null).series().getFirst().points())
                .contains(new Point(HOUR, Long.MAX_VALUE));
        hourly(whole("v", Long.MIN_VALUE), whole("v", (1L << 53) + 1));
        assertThat(total(Measure.SUM)).isEqualTo("9232379236109516800");
        assertThat(total(Measure.MIN)).isEqualTo("-9223372036854775808");
    }

    @Test
    void manyDecimalsAddUpToWhatTheyAre() throws Exception {
        List<Variable> prices = new ArrayList<>();
        BigDecimal expected = BigDecimal.ZERO;
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            double price = random.nextInt(1, 10_000_000) / 100.0;
            prices.add(decimal("v", price));
            expected = expected.add(new BigDecimal(Double.toString(price)));
        }
        hourly(prices.toArray(Variable[]::new));
        assertThat(total(Measure.SUM)).isEqualTo(expected.stripTrailingZeros().toPlainString());
    }

    @Test
    void greatNumbersDoNotSwallowSmallOnes() throws Exception {
        hourly(
                decimal("v", 1e300),
                decimal("v", 0.5),
                whole("v", 3),
                decimal("v", -1e300),
                decimal("v", 0.25));
        assertThat(total(Measure.SUM)).isEqualTo("3.75");
        assertThat(total(Measure.MIN)).isEqualTo("-1E+300");
    }

    @Test
    void aSumBeyondTheRangeOfADoubleIsStillTold() throws Exception {
        hourly(decimal("v", Double.MAX_VALUE), decimal("v", Double.MAX_VALUE));
        assertThat(total(Measure.SUM)).isEqualTo("3.5953862697246314E+308");
        assertThat(total(Measure.AVG)).isEqualTo("1.7976931348623157E+308");
    }

    @Test
    void aStringIsNeverANumber() throws Exception {
        hourly(whole("v", 5), text("v", "12"), decimal("v", 2.5), text("v", "7.5"));
        assertThat(total(Measure.SUM)).isEqualTo("7.5");
        assertThat(total(Measure.AVG)).isEqualTo("3.75");
        assertThat(total(Measure.MAX)).isEqualTo("5");
        assertThat(ask(Measure.SUM, "v", null).series().getFirst().points())
                .containsExactly(new Point(0, 5), new Point(2 * HOUR, new BigDecimal("2.5")));
    }

    @Test
    void onlyWhatFitsTheDeclaredTypeCounts() throws Exception {
        hourly(whole("v", 5), decimal("v", 14.0), decimal("v", 2.5), decimal("v", 1e300));
        assertThat(total(Measure.SUM, "v", VariableType.INT)).isEqualTo("19");
        assertThat(total(Measure.MAX, "v", VariableType.INT)).isEqualTo("14");
        assertThat(total(Measure.MIN, "v", VariableType.DOUBLE)).isEqualTo("2.5");
        Answer none = ask(Measure.SUM, "v", VariableType.STRING);
        assertThat(none.series().getFirst().points()).isEmpty();
        assertThat(none.emptyReason())
                .isEqualTo(new EmptyReason.NoNumbers(4, 0, VariableType.STRING));
    }

    @Test
    void aDecimalWithoutAFractionIsSeenAsWhole() throws Exception {
        hourly(decimal("v", 14.0), whole("v", 2));
        assertThat(engine().seenEvents(AI).getFirst().variables())
                .containsExactly(new SeenEvent.SeenVariable("v", Set.of(VariableType.INT)));
    }

    @Test
    void zeroIsAValue() throws Exception {
        hourly(whole("v", 0), decimal("v", -0.0));
        assertThat(total(Measure.SUM)).isEqualTo("0");
        assertThat(ask(Measure.SUM, "v", null).series().getFirst().points())
                .containsExactly(new Point(0, 0), new Point(HOUR, 0));
    }

    @Test
    void noNumbersAreToldApartFromNoEvents() throws Exception {
        hourly(text("v", "12"), whole("other", 1));
        assertThat(ask(Measure.SUM, "v", null).emptyReason())
                .isEqualTo(new EmptyReason.NoNumbers(2, 1, null));
        assertThat(ask(Measure.MAX, "nobody", null).emptyReason())
                .isEqualTo(new EmptyReason.NoNumbers(2, 0, null));
        Query.Trend later =
                new Query.Trend(
                        "pay",
                        Measure.SUM,
                        new MeasuredVariable("other", null),
                        Interval.HOUR,
                        new TimeRange(5 * HOUR, 6 * HOUR),
                        TimeAxis.EVENT,
                        TargetUsers.ALL_LOGIN_USERS);
        assertThat(engine().answer(PROJECT, later).emptyReason())
                .isEqualTo(new EmptyReason.OutOfRange(HOUR));
    }

    @Test
    void aVariableBeyondTheColumnsIsMeasuredTheSame() throws Exception {
        Uploads uploads = new Uploads(AI, position, 0);
        List<Variable> many = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            many.add(i % 3 == 0 ? decimal("m" + i, 0.1) : whole("m" + i, Long.MAX_VALUE));
        }
        for (int i = 0; i < 10; i++) {
            uploads.event("pay", "u", i * HOUR, null, many, List.of());
        }
        uploads.event("pay", "u", 0, text("m87", "3"), text("m88", "3"));
        add(uploads.batch(), 1000);
        assertThat(total(Measure.SUM, "m87", null)).isEqualTo("1");
        assertThat(total(Measure.SUM, "m88", null)).isEqualTo("92233720368547758070");
        assertThat(total(Measure.MIN, "m87", null)).isEqualTo("0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a~b", "0", "*", "$.a", "价格", "it's \"q\"", "a.b", "-", "a\0b"})
    void aVariableMayHaveAnyKey(String key) throws Exception {
        hourly(whole(key, Long.MAX_VALUE), decimal(key, 0.5));
        assertThat(total(Measure.MAX, key, null)).isEqualTo("9223372036854775807");
        assertThat(total(Measure.MIN, key, null)).isEqualTo("0.5");
    }
}
