package org.consilium.media.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTrainTest {
    private static final NetworkPath PATH =
            new NetworkPath(0, TransportAddress.ofIpv4(0x0a000001, 1000));

    private final PacketTrain train = new PacketTrain();
    private final List<String> runs = new ArrayList<>();
    private final List<Integer> received = new ArrayList<>();

    private void add(int length, int mark) {
        int at = train.reserve(PATH, this::send);
        train.array()[at] = (byte) mark;
        train.commit(length, PATH, this::send);
    }

    private void send(NetworkPath path, byte[] array, int offset, int length, int segmentLength) {
        int segments = (length + segmentLength - 1) / segmentLength;
        runs.add(segments + "x" + segmentLength);
        for (int i = 0; i < segments; i++) {
            received.add(array[offset + i * segmentLength] & 0xff);
        }
    }

    @Test
    void equalDatagramsLeaveAsOneRunOfSixteenAtMost() {
        for (int i = 0; i < 20; i++) {
            add(1200, i);
        }
        train.flush(PATH, this::send);
        assertThat(runs).containsExactly("16x1200", "4x1200");
        assertThat(train.isEmpty()).isTrue();
    }

    @Test
    void aShorterDatagramEndsItsRun() {
        add(1200, 0);
        add(1200, 1);
        add(300, 2);
        add(1200, 3);
        train.flush(PATH, this::send);
        assertThat(runs).containsExactly("3x1200", "1x1200");
    }

    @Test
    void aLongerDatagramBeginsARun() {
        add(100, 0);
        add(1200, 1);
        train.flush(PATH, this::send);
        assertThat(runs).containsExactly("1x100", "1x1200");
    }

    @Test
    void nothingIsSentOfNothing() {
        train.flush(PATH, this::send);
        add(50, 0);
        train.discard();
        train.flush(PATH, this::send);
        assertThat(runs).isEmpty();
        assertThat(train.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverTheSizesEveryDatagramLeavesOnceAndInOrder(long seed) {
        var random = new SplittableRandom(seed);
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int length =
                    random.nextBoolean() ? 1200 : random.nextInt(1, PacketTrain.MAX_DATAGRAM + 1);
            add(length, i);
            sent.add(i & 0xff);
            if (random.nextInt(30) == 0) {
                train.flush(PATH, this::send);
            }
        }
        train.flush(PATH, this::send);
        assertThat(received).as("seed " + seed).isEqualTo(sent);
    }
}
