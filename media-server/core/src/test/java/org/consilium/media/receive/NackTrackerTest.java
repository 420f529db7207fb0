package org.consilium.media.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.consilium.media.rtcp.NackWriter;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.junit.jupiter.api.Test;

class NackTrackerTest {
    private static final long MILLI = 1_000_000;
    private static final long START = 5_000 * MILLI;

    private final NackTracker tracker = new NackTracker();
    private final byte[] array = new byte[1200];

    private List<Integer> requestsAt(long millis) {
        var writer = new NackWriter();
        writer.begin(array, 0, array.length, 1, 2);
        tracker.collect(writer, START + millis * MILLI);
        int length = writer.finish();
        var lost = new ArrayList<Integer>();
        if (length > 0) {
            RtcpReader.read(
                    array,
                    0,
                    length,
                    new RtcpVisitor() {
                        @Override
                        public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
                            lost.add(sequence);
                        }
                    });
        }
        return lost;
    }

    private void arrives(long sequence, long millis) {
        tracker.onPacket(sequence, false, START + millis * MILLI);
    }

    @Test
    void reportsGapOnlyAfterReorderWindow() {
        arrives(100, 0);
        arrives(103, 1);
        assertThat(tracker.deadlineNanos()).isEqualTo(START + 6 * MILLI);
        assertThat(requestsAt(5)).isEmpty();
        assertThat(requestsAt(6)).containsExactly(101, 102);
    }

    @Test
    void aPacketThatComesInTimeIsNotAskedFor() {
        arrives(100, 0);
        arrives(102, 1);
        arrives(101, 3);
        assertThat(tracker.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(requestsAt(50)).isEmpty();
    }

    @Test
    void theWaitAdaptsToReorderingThatWasSeen() {
        arrives(100, 0);
        arrives(102, 10);
        arrives(101, 14);
        arrives(104, 20);
        arrives(103, 24); // 4 ms late: no change below the minimum
        arrives(106, 100);
        requestsAt(105);
        arrives(105, 140); // asked for after 5 ms, came before an answer could
        arrives(108, 200);
        assertThat(tracker.deadlineNanos()).isBetween(START + 249 * MILLI, START + 250 * MILLI);
    }

    @Test
    void asksAgainOncePerRoundTripAndGivesUp() {
        tracker.onRoundTrip(100 * MILLI);
        arrives(100, 0);
        arrives(102, 0);
        int asked = 0;
        for (long millis = 0; millis < 3_000; millis++) {
            arrives(103 + millis, millis);
            asked += requestsAt(millis).size();
        }
        assertThat(asked).isBetween(7, 10);
        assertThat(tracker.takeGaveUp()).isTrue();
        assertThat(tracker.takeGaveUp()).isFalse();
        assertThat(tracker.count()).isZero();
        assertThat(tracker.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aKeyframeMakesOlderPacketsUnnecessary() {
        arrives(100, 0);
        arrives(105, 0);
        arrives(107, 0);
        tracker.onKeyframe(105);
        assertThat(requestsAt(10)).containsExactly(106);
        assertThat(tracker.takeGaveUp()).isFalse();
    }

    @Test
    void isBoundedWhateverTheGap() {
        arrives(100, 0);
        arrives(3_000, 0);
        assertThat(tracker.count()).isEqualTo(NackTracker.WINDOW);
        assertThat(tracker.takeGaveUp()).isTrue();
        assertThat(requestsAt(10)).hasSize(NackTracker.WINDOW).startsWith(2_488);
        for (int i = 0; i < 100; i++) {
            arrives(3_000 + 400 * i, 20);
            assertThat(tracker.count()).isLessThanOrEqualTo(NackTracker.WINDOW);
        }
    }

    @Test
    void whatDoesNotFitIntoOneRequestIsAskedForInTheNext() {
        arrives(100, 0);
        for (int i = 1; i <= 10; i++) {
            arrives(100 + 40 * i, 0);
        }
        byte[] small = new byte[20];
        var writer = new NackWriter();
        int requested = 0;
        for (int i = 0; i < 30 && tracker.deadlineNanos() <= START + 5 * MILLI; i++) {
            writer.begin(small, 0, small.length, 1, 2);
            tracker.collect(writer, START + 5 * MILLI);
            assertThat(writer.finish()).isLessThanOrEqualTo(20);
            requested = (int) tracker.requested();
        }
        assertThat(requested).isEqualTo(390);
    }
}
