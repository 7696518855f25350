/*
 * For tests only. A page is given no software WebGPU adapter but the one bundled with Chromium, and that
 * one (SwiftShader) has no 16-bit floats. This library takes the bundled driver's place: it forwards
 * every Vulkan call to Mesa's lavapipe, which has them, and answers with the bundled driver's vendor and
 * device numbers, by which Chromium picks it.
 *
 * Built by chromium.ts with LAVAPIPE set to the path of Mesa's driver on this machine.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vulkan/vulkan.h>

#define EXPORT __attribute__((visibility("default")))

enum { GOOGLE = 0x1AE0, SWIFTSHADER = 0xC0DE, ICD_INTERFACE_VERSION = 5 };

typedef VkResult (*Negotiate)(uint32_t *version);

static void *lavapipe;
static PFN_vkGetInstanceProcAddr lavapipe_proc;
static PFN_vkGetPhysicalDeviceProperties lavapipe_properties;
static PFN_vkGetPhysicalDeviceProperties2 lavapipe_properties2;

static void open_lavapipe(void) {
  if (lavapipe) return;
  lavapipe = dlopen(LAVAPIPE, RTLD_NOW | RTLD_LOCAL);
  if (!lavapipe) {
    fprintf(stderr, "softgpu: %s\n", dlerror());
    abort();
  }
  Negotiate negotiate = (Negotiate)dlsym(lavapipe, "vk_icdNegotiateLoaderICDInterfaceVersion");
  uint32_t version = ICD_INTERFACE_VERSION;
  if (negotiate) negotiate(&version);
  lavapipe_proc = (PFN_vkGetInstanceProcAddr)dlsym(lavapipe, "vk_icdGetInstanceProcAddr");
}

static void disguise(VkPhysicalDeviceProperties *properties) {
  properties->vendorID = GOOGLE;
  properties->deviceID = SWIFTSHADER;
  properties->deviceType = VK_PHYSICAL_DEVICE_TYPE_CPU;
}

static VKAPI_ATTR void VKAPI_CALL properties(VkPhysicalDevice device, VkPhysicalDeviceProperties *out) {
  lavapipe_properties(device, out);
  disguise(out);
}

static VKAPI_ATTR void VKAPI_CALL properties2(VkPhysicalDevice device, VkPhysicalDeviceProperties2 *out) {
  lavapipe_properties2(device, out);
  disguise(&out->properties);
}

/* Our own function where the caller asks for one that tells the device's identity; else lavapipe's. */
static PFN_vkVoidFunction in_place_of(const char *name, PFN_vkVoidFunction theirs) {
  if (!theirs) return NULL;
  if (!strcmp(name, "vkGetPhysicalDeviceProperties")) {
    lavapipe_properties = (PFN_vkGetPhysicalDeviceProperties)theirs;
    return (PFN_vkVoidFunction)properties;
  }
  if (!strcmp(name, "vkGetPhysicalDeviceProperties2") || !strcmp(name, "vkGetPhysicalDeviceProperties2KHR")) {
    lavapipe_properties2 = (PFN_vkGetPhysicalDeviceProperties2)theirs;
    return (PFN_vkVoidFunction)properties2;
  }
  return theirs;
}

/* Dawn opens the driver itself and asks for this name; a Vulkan loader asks for the vk_icd ones below. */
EXPORT VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vkGetInstanceProcAddr(VkInstance instance, const char *name) {
  open_lavapipe();
  if (!strcmp(name, "vkGetInstanceProcAddr")) return (PFN_vkVoidFunction)vkGetInstanceProcAddr;
  return in_place_of(name, lavapipe_proc(instance, name));
}

EXPORT VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vk_icdGetInstanceProcAddr(VkInstance instance, const char *name) {
  return vkGetInstanceProcAddr(instance, name);
}

EXPORT VKAPI_ATTR VkResult VKAPI_CALL vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  open_lavapipe();
  return ((Negotiate)dlsym(lavapipe, "vk_icdNegotiateLoaderICDInterfaceVersion"))(version);
}

EXPORT VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vk_icdGetPhysicalDeviceProcAddr(VkInstance instance, const char *name) {
  open_lavapipe();
  PFN_vkGetInstanceProcAddr proc = (PFN_vkGetInstanceProcAddr)dlsym(lavapipe, "vk_icdGetPhysicalDeviceProcAddr");
  return proc ? in_place_of(name, proc(instance, name)) : NULL;
}
