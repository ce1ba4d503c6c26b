package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.catalog.Project;
import io.maidian.catalog.VariableType;
import io.maidian.intake.Language;
import io.maidian.query.Interval;
import io.maidian.query.Measure;
import io.maidian.query.MeasuredVariable;
import io.maidian.query.Query;
import io.maidian.query.TargetUsers;
import io.maidian.query.TimeAxis;
import io.maidian.query.TimeRange;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryReaderTest {
    private static final Project PROJECT = new Project("p1", "Demo", ZoneId.of("Asia/Shanghai"), 0);
    private static final long NOW = 1_763_900_030_000L;
    private static final long MINUTE = 60_000;

    @Test
    void aRealTimeQuestionIsTheLastHourByReceivedTimeOfAllLoginUsers() {
        long end = 1_763_900_040_000L;
        assertThat(read("{'kind':'realtime','event':'BuyProduct'}"))
                .isEqualTo(
                        new Query.Trend(
                                "BuyProduct",
                                Measure.COUNT,
                                Interval.MINUTE,
                                new TimeRange(end - 60 * MINUTE, end),
                                TimeAxis.RECEIVED,
                                TargetUsers.ALL_LOGIN_USERS));
    }

    @Test
    void aTrendTakesWhatItIsGiven() {
        assertThat(
                        read(
                                "{'kind':'trend','event':'e','measure':'users','interval':'hour','from':1000,'to':2000,"
                                        + "'time':'received','target':'new_login_users'}"))
                .isEqualTo(
                        new Query.Trend(
                                "e",
                                Measure.USERS,
                                Interval.HOUR,
                                new TimeRange(1000, 2000),
                                TimeAxis.RECEIVED,
                                TargetUsers.NEW_LOGIN_USERS));
    }

    @Test
    void aMovingRangeEndsWithTheRunningMinute() {
        Query.Trend trend = read("{'kind':'trend','event':'e','last':86400000}");
        assertThat(trend.range().toMillis()).isEqualTo(1_763_900_040_000L);
        assertThat(trend.range().toMillis() - trend.range().fromMillis()).isEqualTo(86_400_000);
        assertThat(trend.axis()).isEqualTo(TimeAxis.EVENT);
    }

    @Test
    void aMeasureMayBeOfAVariable() {
        Query.Trend trend = read("{'kind':'trend','event':'e','measure':'sum','variable':'price'}");
        assertThat(trend.measure()).isEqualTo(Measure.SUM);
        assertThat(trend.variable()).isEqualTo(new MeasuredVariable("price", null));
        assertThat(trend.declared(VariableType.INT).variable())
                .isEqualTo(new MeasuredVariable("price", VariableType.INT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'event':'e'}                                                      | body.bad_value         | /kind
                    {'kind':'pie','event':'e'}                                         | body.bad_value         | /kind
                    {'kind':'trend'}                                                   | body.bad_value         | /event
                    {'kind':'trend','event':7}                                         | body.bad_value         | /event
                    {'kind':'trend','event':'e','interval':'week'}                     | body.bad_value         | /interval
                    {'kind':'trend','event':'e','target':'everybody'}                  | body.bad_value         | /target
                    {'kind':'trend','event':'e','measure':'median'}                    | body.bad_value         | /measure
                    {'kind':'trend','event':'e','measure':'sum'}                       | body.bad_value         | /variable
                    {'kind':'trend','event':'e','measure':'sum','variable':7}          | body.bad_value         | /variable
                    {'kind':'trend','event':'e','variable':'price'}                    | body.bad_value         | /variable
                    {'kind':'trend','event':'e','time':'local'}                        | body.bad_value         | /time
                    {'kind':'trend','event':'e','from':1}                              | query.bad_range        | /to
                    {'kind':'trend','event':'e','to':1}                                | query.bad_range        | /from
                    {'kind':'trend','event':'e','from':2,'to':2}                       | query.bad_range        | /to
                    {'kind':'trend','event':'e','from':'x','to':2}                     | query.bad_range        | /from
                    {'kind':'trend','event':'e','from':1.5,'to':2}                     | query.bad_range        | /from
                    {'kind':'trend','event':'e','from':0,'to':99999999999999999999}    | query.bad_range        | /to
                    {'kind':'trend','event':'e','last':0}                              | query.bad_range        | /last
                    {'kind':'trend','event':'e','from':1,'to':2,'last':3}              | query.bad_range        | /last
                    {'kind':'trend','event':'e','interval':'minute','from':0,'to':86400000000} | query.too_many_buckets | /interval
                    {'kind':'trend','event':'e','intervall':'day'}                     | body.unknown_field     | /intervall
                    """)
    void aWrongQuestionIsToldWithCodeAndPointer(String json, String code, String pointer) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        problem -> {
                            assertThat(problem.error().code()).isEqualTo(code);
                            assertThat(problem.error().status()).isEqualTo(400);
                            assertThat(
                                            Json.MAPPER
                                                    .valueToTree(problem.body(Language.EN))
                                                    .at("/error/pointer")
                                                    .stringValue())
                                    .isEqualTo(pointer);
                        });
    }

    private static Query.Trend read(String json) {
        return QueryReader.read(
                Json.MAPPER.readTree(json.replace('\'', '"')), "", PROJECT, () -> NOW);
    }
}
