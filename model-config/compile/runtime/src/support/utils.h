// tensor_cache_support.cc includes this header; the browser runtime uses nothing of it.
