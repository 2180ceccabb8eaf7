package io.berth.container;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Docker's {@code HostConfig}: what a container asks of the host, in the Engine API's own field
 * names and units ({@code POST /containers/create}, {@code POST /containers/x/update}). Null, empty
 * and zero all mean unset; absent fields become empty ones, except where null differs from zero.
 *
 * @param binds {@code source:target[:options]}
 * @param portBindings by {@code 80/tcp}; a null value publishes nothing
 * @param consoleSize rows and columns
 * @param shmSize bytes
 * @param memory bytes; likewise every memory field
 * @param nanoCpus processors times 10^9
 * @param cpuPeriod microseconds, as is {@code cpuQuota}
 * @param memorySwappiness null or -1 for the kernel's own
 * @param pidsLimit null, 0 and -1 for none
 */
@JsonNaming(UpperCamelCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostConfig(
    List<String> binds,
    @JsonProperty("ContainerIDFile") String containerIdFile,
    LogConfig logConfig,
    String networkMode,
    Map<String, List<PortBinding>> portBindings,
    RestartPolicy restartPolicy,
    Boolean autoRemove,
    String volumeDriver,
    List<String> volumesFrom,
    List<Integer> consoleSize,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> annotations,
    List<String> capAdd,
    List<String> capDrop,
    String cgroupnsMode,
    List<String> dns,
    List<String> dnsOptions,
    List<String> dnsSearch,
    List<String> extraHosts,
    List<String> groupAdd,
    String ipcMode,
    String cgroup,
    List<String> links,
    Integer oomScoreAdj,
    String pidMode,
    Boolean privileged,
    Boolean publishAllPorts,
    Boolean readonlyRootfs,
    List<String> securityOpt,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> storageOpt,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> tmpfs,
    @JsonProperty("UTSMode") String utsMode,
    String usernsMode,
    Long shmSize,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> sysctls,
    String runtime,
    String isolation,
    Long cpuShares,
    Long memory,
    Long nanoCpus,
    String cgroupParent,
    Integer blkioWeight,
    List<WeightDevice> blkioWeightDevice,
    List<ThrottleDevice> blkioDeviceReadBps,
    List<ThrottleDevice> blkioDeviceWriteBps,
    @JsonProperty("BlkioDeviceReadIOps") List<ThrottleDevice> blkioDeviceReadIops,
    @JsonProperty("BlkioDeviceWriteIOps") List<ThrottleDevice> blkioDeviceWriteIops,
    Long cpuPeriod,
    Long cpuQuota,
    Long cpuRealtimePeriod,
    Long cpuRealtimeRuntime,
    String cpusetCpus,
    String cpusetMems,
    List<Device> devices,
    List<String> deviceCgroupRules,
    List<DeviceRequest> deviceRequests,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Long kernelMemory,
    @JsonProperty("KernelMemoryTCP") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        Long kernelMemoryTcp,
    Long memoryReservation,
    Long memorySwap,
    @Nullable Long memorySwappiness,
    @Nullable Boolean oomKillDisable,
    @Nullable Long pidsLimit,
    List<Ulimit> ulimits,
    Long cpuCount,
    Long cpuPercent,
    @JsonProperty("IOMaximumIOps") Long ioMaximumIops,
    @JsonProperty("IOMaximumBandwidth") Long ioMaximumBandwidth,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Mount> mounts,
    @Nullable List<String> maskedPaths,
    @Nullable List<String> readonlyPaths,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean init) {

  public HostConfig {
    binds = Unset.or(binds);
    containerIdFile = Unset.or(containerIdFile);
    logConfig = logConfig == null ? LogConfig.UNSET : logConfig;
    networkMode = Unset.or(networkMode);
    portBindings = Unset.or(portBindings);
    restartPolicy = restartPolicy == null ? RestartPolicy.UNSET : restartPolicy;
    autoRemove = Unset.or(autoRemove);
    volumeDriver = Unset.or(volumeDriver);
    volumesFrom = Unset.or(volumesFrom);
    consoleSize = Unset.or(consoleSize);
    annotations = Unset.or(annotations);
    capAdd = Unset.or(capAdd);
    capDrop = Unset.or(capDrop);
    cgroupnsMode = Unset.or(cgroupnsMode);
    dns = Unset.or(dns);
    dnsOptions = Unset.or(dnsOptions);
    dnsSearch = Unset.or(dnsSearch);
    extraHosts = Unset.or(extraHosts);
    groupAdd = Unset.or(groupAdd);
    ipcMode = Unset.or(ipcMode);
    cgroup = Unset.or(cgroup);
    links = Unset.or(links);
    oomScoreAdj = Unset.or(oomScoreAdj);
    pidMode = Unset.or(pidMode);
    privileged = Unset.or(privileged);
    publishAllPorts = Unset.or(publishAllPorts);
    readonlyRootfs = Unset.or(readonlyRootfs);
    securityOpt = Unset.or(securityOpt);
    storageOpt = Unset.or(storageOpt);
    tmpfs = Unset.or(tmpfs);
    utsMode = Unset.or(utsMode);
    usernsMode = Unset.or(usernsMode);
    shmSize = Unset.or(shmSize);
    sysctls = Unset.or(sysctls);
    runtime = Unset.or(runtime);
    isolation = Unset.or(isolation);
    cpuShares = Unset.or(cpuShares);
    memory = Unset.or(memory);
    nanoCpus = Unset.or(nanoCpus);
    cgroupParent = Unset.or(cgroupParent);
    blkioWeight = Unset.or(blkioWeight);
    blkioWeightDevice = Unset.or(blkioWeightDevice);
    blkioDeviceReadBps = Unset.or(blkioDeviceReadBps);
    blkioDeviceWriteBps = Unset.or(blkioDeviceWriteBps);
    blkioDeviceReadIops = Unset.or(blkioDeviceReadIops);
    blkioDeviceWriteIops = Unset.or(blkioDeviceWriteIops);
    cpuPeriod = Unset.or(cpuPeriod);
    cpuQuota = Unset.or(cpuQuota);
    cpuRealtimePeriod = Unset.or(cpuRealtimePeriod);
    cpuRealtimeRuntime = Unset.or(cpuRealtimeRuntime);
    cpusetCpus = Unset.or(cpusetCpus);
    cpusetMems = Unset.or(cpusetMems);
    devices = Unset.or(devices);
    deviceCgroupRules = Unset.or(deviceCgroupRules);
    deviceRequests = Unset.or(deviceRequests);
    kernelMemory = Unset.or(kernelMemory);
    kernelMemoryTcp = Unset.or(kernelMemoryTcp);
    memoryReservation = Unset.or(memoryReservation);
    memorySwap = Unset.or(memorySwap);
    ulimits = Unset.or(ulimits);
    cpuCount = Unset.or(cpuCount);
    cpuPercent = Unset.or(cpuPercent);
    ioMaximumIops = Unset.or(ioMaximumIops);
    ioMaximumBandwidth = Unset.or(ioMaximumBandwidth);
    mounts = Unset.or(mounts);
  }

  /** The log's driver ({@code json-file}, {@code local}, {@code none}) and its options. */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record LogConfig(String type, Map<String, String> config) {
    static final LogConfig UNSET = new LogConfig("", Map.of());

    public LogConfig {
      type = Unset.or(type);
      config = Unset.or(config);
    }
  }

  /**
   * @param hostIp empty for all addresses
   * @param hostPort empty for a free one, a number, or a range {@code 8000-8010}
   */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PortBinding(String hostIp, String hostPort) {
    public PortBinding {
      hostIp = Unset.or(hostIp);
      hostPort = Unset.or(hostPort);
    }
  }

  /**
   * @param name empty or {@code no}, {@code on-failure}, {@code always}, {@code unless-stopped}
   * @param maximumRetryCount of {@code on-failure}; 0 for no limit
   */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RestartPolicy(String name, Integer maximumRetryCount) {
    static final RestartPolicy UNSET = new RestartPolicy("", 0);

    public RestartPolicy {
      name = Unset.or(name);
      maximumRetryCount = Unset.or(maximumRetryCount);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Device(String pathOnHost, String pathInContainer, String cgroupPermissions) {
    public Device {
      pathOnHost = Unset.or(pathOnHost);
      pathInContainer = Unset.or(pathInContainer);
      cgroupPermissions = Unset.or(cgroupPermissions);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DeviceRequest(
      String driver,
      Integer count,
      @JsonProperty("DeviceIDs") List<String> deviceIds,
      List<List<String>> capabilities,
      Map<String, String> options) {
    public DeviceRequest {
      driver = Unset.or(driver);
      count = Unset.or(count);
      deviceIds = Unset.or(deviceIds);
      capabilities = Unset.or(capabilities);
      options = Unset.or(options);
    }
  }

  /** -1 means unlimited. */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Ulimit(String name, Long hard, Long soft) {
    public Ulimit {
      name = Unset.or(name);
      hard = Unset.or(hard);
      soft = Unset.or(soft);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WeightDevice(String path, Integer weight) {
    public WeightDevice {
      path = Unset.or(path);
      weight = Unset.or(weight);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ThrottleDevice(String path, Long rate) {
    public ThrottleDevice {
      path = Unset.or(path);
      rate = Unset.or(rate);
    }
  }

  /**
   * @param type {@code bind}, {@code volume} or {@code tmpfs}
   * @param source a host path, or a volume's name; empty for an anonymous volume
   */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Mount(
      String type,
      String source,
      String target,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean readOnly,
      String consistency,
      @Nullable BindOptions bindOptions,
      @Nullable VolumeOptions volumeOptions,
      @Nullable TmpfsOptions tmpfsOptions) {
    public Mount {
      type = Unset.or(type);
      source = Unset.or(source);
      target = Unset.or(target);
      readOnly = Unset.or(readOnly);
      consistency = Unset.or(consistency);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record BindOptions(
      String propagation,
      Boolean nonRecursive,
      Boolean createMountpoint,
      Boolean readOnlyNonRecursive,
      Boolean readOnlyForceRecursive) {
    public BindOptions {
      propagation = Unset.or(propagation);
      nonRecursive = Unset.or(nonRecursive);
      createMountpoint = Unset.or(createMountpoint);
      readOnlyNonRecursive = Unset.or(readOnlyNonRecursive);
      readOnlyForceRecursive = Unset.or(readOnlyForceRecursive);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record VolumeOptions(
      Boolean noCopy,
      Map<String, String> labels,
      @Nullable DriverConfig driverConfig,
      String subpath) {
    public VolumeOptions {
      noCopy = Unset.or(noCopy);
      labels = Unset.or(labels);
      subpath = Unset.or(subpath);
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DriverConfig(String name, Map<String, String> options) {
    public DriverConfig {
      name = Unset.or(name);
      options = Unset.or(options);
    }
  }

  /**
   * @param mode permission bits; 0 for 1777
   */
  @JsonNaming(UpperCamelCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TmpfsOptions(Long sizeBytes, Integer mode, List<List<String>> options) {
    public TmpfsOptions {
      sizeBytes = Unset.or(sizeBytes);
      mode = Unset.or(mode);
      options = Unset.or(options);
    }
  }
}
