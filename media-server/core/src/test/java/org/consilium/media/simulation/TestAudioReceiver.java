package org.consilium.media.simulation;

import java.util.HashSet;
import java.util.Set;
import org.consilium.media.buffer.BigEndian;

/** Counts the audio packets of one forwarded stream. */
final class TestAudioReceiver {
    private final int ssrc;
    private final Set<Integer> heard = new HashSet<>();
    private int duplicates;

    TestAudioReceiver(int ssrc) {
        this.ssrc = ssrc;
    }

    boolean takes(int packetSsrc) {
        return packetSsrc == ssrc;
    }

    int packets() {
        return heard.size();
    }

    int duplicates() {
        return duplicates;
    }

    void onRtp(byte[] packet, int length) {
        int header = 12 + 4 * (packet[0] & 0x0f);
        if ((packet[0] & 0x10) != 0) {
            header += 4 + 4 * BigEndian.u16(packet, header + 2);
        }
        if (length >= header + 4 && !heard.add(BigEndian.i32(packet, header))) {
            duplicates++;
        }
    }
}
