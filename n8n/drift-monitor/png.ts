/** A picture as PNG, compressed by the platform's own stream: n8n shows PNG inline, SVG and web pages it does not. */
import { pngFile, scanlines, type Raster } from '../../core/drift/report/raster';

export async function toPng(raster: Raster): Promise<Uint8Array> {
	// PNG wants zlib's format, which this stream calls deflate.
	const stream = new Blob([scanlines(raster) as Uint8Array<ArrayBuffer>])
		.stream()
		.pipeThrough(new CompressionStream('deflate'));
	return pngFile(raster, new Uint8Array(await new Response(stream).arrayBuffer()));
}
