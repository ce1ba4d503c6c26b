package io.maidian.store.duckdb;

import io.maidian.catalog.VariableType;
import io.maidian.query.Measure;
import io.maidian.query.MeasuredVariable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measure of a variable's numbers.
 *
 * <p>A sum is taken in three parts, so that neither whole numbers beyond 2^53 nor many decimals
 * lose anything: whole parts in 128-bit integers, what stands after the decimal point by
 * compensated summation, and numbers beyond 2^53 that are no 64-bit integers by the same, scaled so
 * that they cannot overflow. They meet in decimal arithmetic; only the end is rounded.
 */
final class VariableMeasure implements MeasureSql {
    private static final String SCALE = "18446744073709551616.0";
    private static final BigDecimal SCALE_NUMBER = new BigDecimal(SCALE);

    /** As many digits as tell doubles apart. */
    private static final MathContext DOUBLE_DIGITS = new MathContext(17);

    private static final MathContext QUOTIENT = new MathContext(40);

    private final Measure measure;
    private final MeasuredVariable variable;
    private final VariablePlace place;

    VariableMeasure(Measure measure, MeasuredVariable variable, VariablePlace place) {
        this.measure = measure;
        this.variable = variable;
        this.place = place;
    }

    @Nullable VariableType declaredType() {
        return variable.declared();
    }

    @Override
    public String rows(String bucket, String source) {
        return "SELECT bucket, x, CASE WHEN x IS NULL THEN d END AS d FROM (%s) WHERE %s"
                .formatted(place.values(bucket, source), VariablePlace.fits(variable.declared()));
    }

    /** Rows that say whether the variable is a string in them. */
    String texts(String source) {
        return "SELECT text FROM (%s)".formatted(place.values("true AS every", source));
    }

    @Override
    public String aggregates() {
        return switch (measure) {
            case SUM, AVG ->
                    """
                    count(*),
                    sum(coalesce(x, CASE WHEN abs(d) <= %s THEN CAST(trunc(d) AS BIGINT) END)),
                    fsum(CASE WHEN abs(d) <= %s THEN d - trunc(d) END),
                    fsum(CASE WHEN abs(d) > %s THEN d / %s END)\
                    """
                            .formatted(
                                    VariablePlace.EXACT,
                                    VariablePlace.EXACT,
                                    VariablePlace.EXACT,
                                    SCALE);
            case MIN -> "min(x), min(d)";
            case MAX -> "max(x), max(d)";
            case COUNT, USERS -> throw new IllegalStateException("not of a variable: " + measure);
        };
    }

    @Override
    public Object[] parameters(List<Object> ofSource) {
        List<Object> all = new ArrayList<>();
        all.add(place.pointer());
        all.addAll(ofSource);
        return all.toArray();
    }

    @Override
    public @Nullable BigDecimal value(ResultSet row, int first) throws SQLException {
        return switch (measure) {
            case SUM -> row.getLong(first) == 0 ? null : sum(row, first + 1, 1);
            case AVG -> row.getLong(first) == 0 ? null : sum(row, first + 1, row.getLong(first));
            case MIN, MAX -> extreme(exact(row, first), shortest(row, first + 1));
            case COUNT, USERS -> throw new IllegalStateException("not of a variable: " + measure);
        };
    }

    /** The sum of the three parts, by a count. */
    private static BigDecimal sum(ResultSet row, int first, long count) throws SQLException {
        BigDecimal whole = exact(row, first);
        BigDecimal afterPoint = binary(row, first + 1);
        BigDecimal great = binary(row, first + 2);
        BigDecimal sum = whole == null ? BigDecimal.ZERO : whole;
        sum = afterPoint == null ? sum : sum.add(afterPoint);
        sum = great == null ? sum : sum.add(great.multiply(SCALE_NUMBER));
        BigDecimal result = count == 1 ? sum : sum.divide(BigDecimal.valueOf(count), QUOTIENT);
        boolean isExact = great == null && result.stripTrailingZeros().scale() <= 0;
        return isExact ? result : nearest(result);
    }

    private @Nullable BigDecimal extreme(@Nullable BigDecimal exact, @Nullable BigDecimal number) {
        if (exact == null || number == null) {
            return exact == null ? number : exact;
        }
        return measure == Measure.MIN ? exact.min(number) : exact.max(number);
    }

    private static @Nullable BigDecimal exact(ResultSet row, int column) throws SQLException {
        String digits = row.getString(column);
        return digits == null ? null : new BigDecimal(digits);
    }

    /** A double's exact value. */
    private static @Nullable BigDecimal binary(ResultSet row, int column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? null : new BigDecimal(number);
    }

    /** A double in its shortest form. */
    private static @Nullable BigDecimal shortest(ResultSet row, int column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? null : new BigDecimal(Double.toString(number));
    }

    /** The nearest double in its shortest form; where it is out of range, as many digits. */
    private static BigDecimal nearest(BigDecimal exact) {
        double nearest = exact.doubleValue();
        return Double.isFinite(nearest)
                ? new BigDecimal(Double.toString(nearest))
                : exact.round(DOUBLE_DIGITS);
    }
}
