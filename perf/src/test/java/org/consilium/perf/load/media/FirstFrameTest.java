package org.consilium.perf.load.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.consilium.media.rtp.SourcePacket;
import org.junit.jupiter.api.Test;

class FirstFrameTest {
    private final FirstFrame frame = new FirstFrame();

    @Test
    void isThereWhenTheLastMissingPacketOfAKeyframeHasCome() {
        assertThat(frame.onPacket(packet(9, false, false, true))).isFalse();
        assertThat(frame.onPacket(packet(10, true, true, false))).isFalse();
        assertThat(frame.onPacket(packet(13, false, false, true))).isFalse();
        assertThat(frame.onPacket(packet(12, false, false, false))).isFalse();
        assertThat(frame.onPacket(packet(11, false, false, false))).isTrue();
        assertThat(frame.isComplete()).isTrue();
    }

    @Test
    void framesThatNeedAnotherDoNotCount() {
        assertThat(frame.onPacket(packet(1, false, true, true))).isFalse();
        assertThat(frame.onPacket(packet(2, false, true, true))).isFalse();
        assertThat(frame.isComplete()).isFalse();
    }

    private static SourcePacket packet(long sequence, boolean key, boolean starts, boolean ends) {
        var packet = new SourcePacket();
        packet.extendedSequence = sequence;
        packet.isKeyframe = key;
        packet.startsFrame = starts;
        packet.endsFrame = ends;
        return packet;
    }
}
