package org.consilium.perf.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.consilium.perf.load.media.MemberPlan;
import org.consilium.perf.load.media.VideoLayerPlan;

/**
 * Who joins, and what they send.
 *
 * @param name of the scenario, for the report
 * @param rooms how many
 * @param publishers in each room; they receive one another too
 * @param subscribers in each room who only receive
 * @param video lines of the cameras' pictures: 720, 360, 180, or 0 for no cameras
 * @param simulcast whether the smaller layers are sent beside the largest
 * @param audio whether publishers have microphones
 * @param joinsPerSecond how fast they come
 * @param warmUp from the last join to the measured time
 * @param duration of the measured time
 */
record LoadPlan(
        String name,
        int rooms,
        int publishers,
        int subscribers,
        int video,
        boolean simulcast,
        boolean audio,
        double joinsPerSecond,
        Duration warmUp,
        Duration duration) {
    LoadPlan {
        if (rooms < 1 || publishers < 0 || subscribers < 0 || publishers + subscribers < 1) {
            throw new IllegalArgumentException("a plan without participants");
        }
        if (joinsPerSecond <= 0) {
            throw new IllegalArgumentException("joins per second must be positive");
        }
    }

    /** The same for another time. */
    LoadPlan lasting(Duration otherwise) {
        return new LoadPlan(
                name,
                rooms,
                publishers,
                subscribers,
                video,
                simulcast,
                audio,
                joinsPerSecond,
                warmUp,
                otherwise);
    }

    int participants() {
        return rooms * (publishers + subscribers);
    }

    /** Room by room, publishers first. */
    List<MemberPlan> members() {
        // A name of its own for each run: a server may keep a room for a while.
        String run = Long.toString(System.currentTimeMillis(), 36);
        var members = new ArrayList<MemberPlan>();
        for (int room = 0; room < rooms; room++) {
            for (int i = 0; i < publishers + subscribers; i++) {
                boolean publishes = i < publishers;
                members.add(
                        new MemberPlan(
                                "load-" + run + "-" + room,
                                (publishes ? "publisher-" : "subscriber-") + i,
                                i,
                                publishers + subscribers,
                                publishes && audio,
                                publishes ? layers() : List.of(),
                                simulcast));
            }
        }
        return members;
    }

    private List<VideoLayerPlan> layers() {
        var layers = new ArrayList<VideoLayerPlan>();
        for (VideoLayerPlan layer : VideoLayerPlan.values()) {
            if (layer.height() <= video) {
                layers.add(layer);
            }
        }
        return layers;
    }

    String describe() {
        String cameras =
                video == 0
                        ? "no video"
                        : String.format(
                                Locale.ROOT,
                                "%dp VP8 %s",
                                video,
                                simulcast ? "simulcast" : "in one layer");
        return "%d room%s of %d publishers and %d more receivers, %s, %s"
                .formatted(
                        rooms,
                        rooms == 1 ? "" : "s",
                        publishers,
                        subscribers,
                        cameras,
                        audio ? "Opus" : "no audio");
    }
}
