package org.consilium.perf.load.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sizes of the frames one encoder made, recorded from a real one: {@code camera.trace} says
 * how. Immutable.
 */
final class FrameTrace {
    private static final String RESOURCE = "camera.trace";

    /** Of VP8 with three temporal layers, by place in the group of four. */
    private static final int[] PATTERN_OF_THREE = {0, 2, 1, 2};

    private static final int[] PATTERN_OF_ONE = {0};
    private static final int TEMPORAL_LAYERS = 3;

    private final int[] keyframes;
    private final int[][] deltas;
    private final int[] pattern;

    private FrameTrace(int[] keyframes, int[][] deltas) {
        this.keyframes = keyframes;
        this.deltas = deltas;
        this.pattern = deltas[TEMPORAL_LAYERS - 1].length > 0 ? PATTERN_OF_THREE : PATTERN_OF_ONE;
    }

    /** Of an encoder of the recording: {@code q}, {@code h}, {@code f} or, for Opus, {@code a}. */
    static FrameTrace of(String layer) {
        List<List<Integer>> deltas =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var keyframes = new ArrayList<Integer>();
        for (String line : lines()) {
            String[] fields = line.split(" ", -1);
            if (fields.length == 4 && fields[0].equals(layer)) {
                int bytes = Integer.parseInt(fields[3]);
                boolean key = fields[1].equals("K") && !layer.equals("a");
                (key ? keyframes : deltas.get(Integer.parseInt(fields[2]))).add(bytes);
            }
        }
        if (deltas.getFirst().isEmpty()) {
            throw new IllegalStateException("the recording has no encoder " + layer);
        }
        return new FrameTrace(
                ints(keyframes), deltas.stream().map(FrameTrace::ints).toArray(int[][]::new));
    }

    /** The temporal layer of the frame that is the n-th after a keyframe, itself being number 0. */
    int temporalLayer(int sinceKeyframe) {
        return pattern[sinceKeyframe & (pattern.length - 1)];
    }

    boolean hasTemporalLayers() {
        return pattern.length > 1;
    }

    /** Bytes of the n-th keyframe; the recording is repeated for ever. */
    int keyframeBytes(int index) {
        return keyframes[index % keyframes.length];
    }

    /** Bytes of the n-th frame of a temporal layer. */
    int deltaBytes(int temporalLayer, int index) {
        int[] sizes = deltas[temporalLayer];
        return sizes[index % sizes.length];
    }

    /** Mean bits per second at so many frames per second, keyframes left out. */
    int bitrateBps(int framesPerSecond) {
        long sum = 0;
        long count = 0;
        for (int[] sizes : deltas) {
            sum += Arrays.stream(sizes).asLongStream().sum();
            count += sizes.length;
        }
        return (int) (8 * sum * framesPerSecond / count);
    }

    private static List<String> lines() {
        try (InputStream stream = FrameTrace.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("no " + RESOURCE + " beside this class");
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
