package org.consilium.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyframeRequestsTest {
    private static final long MILLI = 1_000_000;

    private final KeyframeRequests requests = new KeyframeRequests();

    private int sentDuring(long fromMillis, long toMillis) {
        int sent = 0;
        for (long at = fromMillis; at < toMillis; at += 10) {
            sent += requests.poll(at * MILLI) ? 1 : 0;
        }
        return sent;
    }

    @Test
    void asksNobodyUnasked() {
        assertThat(sentDuring(0, 10_000)).isZero();
    }

    @Test
    void aCrowdCostsOneRequest() {
        for (int i = 0; i < 100; i++) {
            requests.onNeeded();
        }
        assertThat(requests.poll(0)).isTrue();
        requests.onKeyframe();
        assertThat(sentDuring(0, 10_000)).isZero();
    }

    @Test
    void asksTwiceASecondUntilAKeyframeComes() {
        requests.onNeeded();
        assertThat(sentDuring(0, 5_000)).isEqualTo(10);
        requests.onKeyframe();
        assertThat(sentDuring(5_000, 9_000)).isZero();
    }

    @Test
    void aNewNeedRightAfterAKeyframeWaitsForItsTurn() {
        requests.onNeeded();
        assertThat(requests.poll(1_000 * MILLI)).isTrue();
        requests.onKeyframe();
        requests.onNeeded();
        assertThat(sentDuring(1_010, 1_500)).isZero();
        assertThat(requests.poll(1_500 * MILLI)).isTrue();
    }

    @Test
    void givesUpOnAPublisherThatNeverAnswersAndBeginsAnewWhenNeededAgain() {
        requests.onNeeded();
        assertThat(sentDuring(0, 60_000)).isEqualTo(20);
        requests.onNeeded();
        assertThat(sentDuring(60_000, 62_000)).isEqualTo(4);
    }

    @Test
    void aCancelledWishIsForgotten() {
        requests.onNeeded();
        requests.cancel();
        assertThat(sentDuring(0, 2_000)).isZero();
    }
}
