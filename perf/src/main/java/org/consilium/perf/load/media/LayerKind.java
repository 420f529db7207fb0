package org.consilium.perf.load.media;

/**
 * The encodings of a camera, by the names and bitrates the browser library gives them.
 *
 * @param rid of the layer, empty where there is only one
 * @param trace the encoder of the recording
 */
record LayerKind(String rid, String trace, int width, int height) {}
