/** Buffers of the GPU that a worker has made and not destroyed. */
export interface Buffers {
  count: number;
  bytes: number;
}

/** Runs in a worker as it starts: counts at the doors by which buffers come and go. It refers to nothing outside itself. */
export function countBuffers(): void {
  const scope = globalThis as unknown as { GPUDevice?: typeof GPUDevice; buffers?: Buffers };
  if (!scope.GPUDevice || scope.buffers) return;
  const counted: Buffers = { count: 0, bytes: 0 };
  scope.buffers = counted;
  const add = (to: Buffers, count: number, bytes: number) => {
    to.count += count;
    to.bytes += bytes;
  };
  /** What each device has; a buffer that has ended is in it no more. */
  const byDevice = new WeakMap<GPUDevice, Buffers>();
  const places = new WeakMap<GPUBuffer, Buffers>();
  const end = (place: Buffers, bytes: number) => {
    if (place.count === 0) return;
    add(place, -1, -bytes);
    add(counted, -1, -bytes);
  };
  const collected = new FinalizationRegistry<[Buffers, number]>(([place, bytes]) => end(place, bytes));
  const { createBuffer, destroy: destroyDevice } = scope.GPUDevice.prototype;
  const { destroy: destroyBuffer } = GPUBuffer.prototype;
  scope.GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    const place = byDevice.get(this) ?? { count: 0, bytes: 0 };
    byDevice.set(this, place);
    places.set(buffer, place);
    collected.register(buffer, [place, buffer.size], buffer);
    add(place, 1, buffer.size);
    add(counted, 1, buffer.size);
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    destroyBuffer.call(this);
    const place = places.get(this);
    if (place && places.delete(this)) {
      collected.unregister(this);
      end(place, this.size);
    }
    return undefined;
  };
  scope.GPUDevice.prototype.destroy = function () {
    destroyDevice.call(this);
    const place = byDevice.get(this);
    // What of it is destroyed or collected later does not count.
    if (place && byDevice.delete(this)) {
      add(counted, -place.count, -place.bytes);
      Object.assign(place, { count: 0, bytes: 0 });
    }
    return undefined;
  };
}

export function buffersOf(): Buffers | null {
  return (globalThis as unknown as { buffers?: Buffers }).buffers ?? null;
}
